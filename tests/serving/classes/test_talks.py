"""Phones join, answer and are told; the projector moves the class; whoever is neither is let go."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.serving.classes.visiting import Class, line

WRONG, TOO_LARGE = 1008, 1009


def test_a_vote_goes_to_the_projector_and_a_step_to_all(opened: Class) -> None:
    with opened.phone() as (phone, _, first), opened.projector() as projector:
        assert first["phase"] == "lobby"
        told = projector.move(projector.state(phase="lobby"))
        assert phone.state(phase="asking")["state"]["task"] == {"kind": "choice", "choices": ["left", "right"]}
        assert told["votes"]["counts"] is None
        phone.say({"answer": {"item": 0, "round": 1, "value": 1, "n": 7}})
        assert phone.hear_until("kept")["kept"] == {"item": 0, "round": 1, "n": 7, "result": None}
        while told["people"] != {"here": 1, "seats": 1, "answered": 1}:
            told = projector.hear_until("people")
        told = projector.move(told)
        assert told["votes"]["counts"] == [0, 1]
        phone.say({"answer": {"item": 0, "round": 1, "value": 0, "n": 8}})
        assert phone.hear_until("refused")["refused"] == {"n": 8, "why": "this vote is closed"}
        projector.move(told)
        while (outcome := phone.state(phase="revealed")["state"]["outcome"]) is None:
            pass
        assert outcome["right"] is True


def test_a_try_of_a_race_is_run_and_its_loss_told(opened: Class) -> None:
    with opened.phone() as (phone, _, _), opened.projector() as projector:
        told = projector.state(phase="lobby")
        for _ in range(4):
            told = projector.move(told)
        assert phone.state(item=1, phase="asking")["state"]["task"]["kind"] == "race"
        for n, rate in enumerate((1e-3, 1e-4)):
            phone.say(
                {"answer": {"item": 1, "round": 1, "value": {"optimizer": 0, "rate": rate, "schedule": 0}, "n": n}}
            )
        first, second = (phone.hear_until("kept")["kept"]["result"] for _ in range(2))
        assert first["loss"] < second["loss"]
        assert second["best"] == first["loss"]


def test_a_replayed_or_late_command_does_nothing(opened: Class) -> None:
    with opened.phone() as (phone, _, _), opened.projector() as projector:
        told = projector.state(phase="lobby")
        for _ in range(3):
            projector.say({"do": "next", "version": told["state"]["version"]})
        projector.say({"ping": 1})
        assert projector.hear_until("pong") == {"pong": 1}
        with opened.projector() as second:
            assert second.hear()["state"]["version"] == 1
        assert phone.state(version=1)["state"]["phase"] == "asking"


def test_a_phone_that_comes_back_has_its_seat_and_two_tabs_have_one_vote(opened: Class) -> None:
    with opened.phone() as (phone, seat, _), opened.projector() as projector:
        told = projector.move(projector.state(phase="lobby"))
        phone.state(phase="asking")
        phone.say({"answer": {"item": 0, "round": 1, "value": 0, "n": 1}})
        phone.hear_until("kept")
        with opened.phone(seat) as (tab, same, state):
            assert (same, state["mine"]) == (seat, 0)
            tab.say({"answer": {"item": 0, "round": 1, "value": 1, "n": 2}})
            assert phone.state(mine=1)
            told = projector.move(told)
            assert told["votes"]["counts"] == [0, 1]
            assert told["people"]["seats"] == 1


def test_before_the_reveal_no_phone_is_told_the_answer_or_of_others(opened: Class) -> None:
    with opened.phone() as (phone, _, _), opened.phone() as (other, _, _), opened.projector() as projector:
        told = projector.move(projector.state(phase="lobby"))
        other.say({"answer": {"item": 0, "round": 1, "value": 1, "n": 1}})
        other.hear_until("kept")
        projector.move(told)
        heard = [phone.hear()]
        while heard[-1]["state"]["phase"] != "closed":
            heard.append(phone.hear())
        keys = {"phase", "version", "of", "item", "round", "title", "question", "task", "mine", "outcome"}
        for one in heard:
            assert one.keys() == {"state"}
            assert one["state"].keys() == keys
            assert one["state"]["outcome"] is None
            assert "The right one" not in json.dumps(one)


def test_nothing_moves_without_the_token(opened: Class) -> None:
    for token in ("", opened.token[:-1], opened.token.upper() + "0", opened.code):
        with line(opened.address) as own:
            own.say({"teach": {"code": opened.code, "token": token}})
            assert own.closed() == (WRONG, "this is not the key of a class that runs")
    with opened.phone() as (phone, _, _):
        phone.say({"do": "next", "version": 0})
        assert phone.closed()[0] == WRONG
    with opened.phone() as (_, _, state):
        assert state["version"] == 0


@pytest.mark.parametrize(
    "said",
    [
        {"do": "explode", "version": 0},
        {"do": ["next"], "version": 0},
        {"do": "next"},
        {"answer": {"n": 1}},
        {"do": "next", "version": 0.0},
    ],
)
def test_a_projector_that_asks_for_what_there_is_not_is_let_go(shared: Class, said: dict) -> None:
    with shared.projector() as projector:
        projector.say(said)
        assert projector.closed()[0] == WRONG
    with shared.projector() as projector:
        assert projector.hear()["state"]["version"] == 0


def test_a_page_from_elsewhere_gets_no_socket(shared: Class) -> None:
    with pytest.raises(InvalidStatus, match="403"), line(shared.address, Origin="http://elsewhere.example"):
        pass


@pytest.mark.parametrize(
    "said",
    [
        "no JSON",
        "[]",
        "[" * 4000,
        '{"hello": 1}',
        '{"hello": {"code": "ABCDE"}}',
        '{"hello": {"code": ["ABCDE"], "seat": ""}}',
        '{"answer": {"n": NaN}}',
        '{"ping": 1e999}',
        f'{{"ping": {"9" * 3000}}}',
        "{}",
    ],
    ids=range(10),
)
def test_what_nobody_says_closes_the_socket(shared: Class, said: str) -> None:
    with line(shared.address) as own:
        own.say(said)
        assert own.closed()[0] == WRONG


@pytest.mark.parametrize(
    "answer",
    [
        {"item": 0, "round": 1, "value": True, "n": 1},
        {"item": 0, "round": 1, "value": [[]], "n": 1},
        {"item": 0, "round": 1, "value": 2, "n": 1},
        {"item": 0, "round": 1, "value": 10**17, "n": 1},
        {"item": 0, "round": 1, "value": {"a": "\ud800"}, "n": 1},
        {"item": [0], "round": {}, "value": 1, "n": 1},
        {"item": 2, "round": 1, "value": [0, 0], "n": 1},
        {"n": 1},
    ],
)
def test_a_bad_answer_is_refused_in_words(asking: Class, answer: dict) -> None:
    with asking.phone() as (phone, _, state):
        phone.say({"answer": answer})
        refused = phone.hear_until("refused")["refused"]
        assert (refused["n"], len(refused["why"]) > 10) == (1, True)
    with asking.phone() as (_, _, state):
        assert (state["phase"], state["mine"]) == ("asking", None)


def test_a_frame_of_sixty_megabytes_is_refused_by_its_head(shared: Class) -> None:
    head = b"\x81\xff" + (60_000_000).to_bytes(8, "big") + bytes(4)
    with shared.phone() as (phone, _, _):
        phone.socket.socket.sendall(head)
        assert phone.closed()[0] == TOO_LARGE
    with shared.phone() as (phone, _, _):
        phone.say("x" * 4097)
        assert phone.closed()[0] == TOO_LARGE


def test_a_flood_closes_its_own_socket_alone(opened: Class) -> None:
    with opened.phone() as (flood, _, _), opened.phone() as (quiet, _, _):
        with suppress(ConnectionClosed):
            for n in range(1000):
                flood.say({"ping": n})
        assert flood.closed() == (WRONG, "too many messages")
        quiet.say({"ping": 5})
        assert quiet.hear_until("pong") == {"pong": 5}


def test_wrong_codes_are_limited_and_who_has_a_seat_comes_in_all_the_same(opened: Class) -> None:
    def guess(code: str) -> dict:
        with line(opened.address) as own:
            own.say({"hello": {"code": code, "seat": ""}})
            return own.hear()

    with opened.phone() as (_, seat, _):
        with ThreadPoolExecutor(8) as pool:
            assert all("gone" in told for told in pool.map(guess, ["QQQQQ"] * 140))
        assert "gone" in guess(opened.code), "a right code looks like a wrong one to who guesses"
        with opened.phone(seat) as (_, same, _):
            assert same == seat
