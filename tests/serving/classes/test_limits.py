"""Each phone, each address and all together may ask so much, and no more."""

import pytest

from lrviz.serving.classes.limits import MOST_SOCKETS, Bucket, Buckets, Door, TooManyError, allow_sockets


def test_a_bucket_empties_and_fills_with_time_up_to_its_brim() -> None:
    bucket = Bucket(3, 0.5, now=100.0)
    assert [bucket.take(100.0) for _ in range(4)] == [True, True, True, False]
    assert [bucket.take(100.4), bucket.take(100.5), bucket.take(100.5)] == [False, True, False]
    assert [bucket.take(1000.0) for _ in range(4)] == [True, True, True, False]
    assert not bucket.take(0.0), "a clock that goes back gives nothing"


def test_addresses_have_buckets_of_their_own_and_the_least_lately_used_is_forgotten() -> None:
    buckets = Buckets(1, 10.0, most=2)
    assert buckets.of("a", 0.0).take(0.0)
    assert buckets.of("b", 0.0).take(0.0)
    assert not buckets.of("a", 0.0).take(0.0)
    assert buckets.of("c", 0.0).take(0.0)
    assert not buckets.of("a", 0.0).take(0.0)
    assert buckets.of("b", 0.0).take(0.0), "it was forgotten"


def test_a_door_counts_all_and_each_address_in_and_out() -> None:
    door = Door(most=3, from_one_address=2)
    with door.entered("a"), door.entered("a"):
        with pytest.raises(TooManyError), door.entered("a"):
            pass
        with door.entered("b"), pytest.raises(TooManyError), door.entered("c"):
            pass
        with door.entered("c"):
            pass
    with door.entered("a"):
        pass


def test_a_process_that_may_open_few_files_may_then_open_many() -> None:
    resource = pytest.importorskip("resource")
    own, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, own), most))
    try:
        allow_sockets()
        allowed = MOST_SOCKETS if most == resource.RLIM_INFINITY else min(most, MOST_SOCKETS)
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= allowed
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (own, most))
