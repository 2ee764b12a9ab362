"""The QR code holds the address of a class and nothing else."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
import zxingcpp

from lrviz.serving.classes.qr import NoAddressError, qr_svg

_STROKE = re.compile(r"([Mmh])(-?[\d.]+)(?: ?(-?[\d.]+))?")


def drawn(picture: bytes) -> np.ndarray:
    """The picture as pixels, four to a square."""
    root = ElementTree.fromstring(picture)
    size = int(root.attrib["viewBox"].split()[2])
    squares = np.full((size, size), 255, np.uint8)
    dark = next(one for one in root.iter() if one.attrib.get("stroke") == "#000")
    x = y = 0.0
    for kind, first, second in _STROKE.findall(dark.attrib["d"]):
        if kind == "h":
            squares[int(y), int(x) : int(x + float(first))] = 0
            x += float(first)
        else:
            x, y = (float(first), float(second)) if kind == "M" else (x + float(first), y + float(second))
    return np.kron(squares, np.ones((4, 4), np.uint8))


@pytest.mark.parametrize(
    "address",
    [
        "http://192.168.1.20:8501/class/KWXPD",
        "https://lrviz.school.example/tools/lrviz/class/KWXPD",
        "http://[2001:db8::7]:8501/class/KWXPD",
    ],
)
def test_a_phone_reads_the_address(address: str) -> None:
    assert [code.text for code in zxingcpp.read_barcodes(drawn(qr_svg(address)))] == [address]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)//class/KWXPD",
        "http://evil.example@192.168.1.20/class/KWXPD",
        "http://192.168.1.20/class/KWXPD?token=1",
        "http://192.168.1.20/elsewhere",
        "http://192.168.1.20/class/../class/KWX PD",
        f"http://{'a' * 300}/class/KWXPD",
        "http://[/class/KWXPD",
    ],
)
def test_anything_else_is_refused_in_words(address: str) -> None:
    with pytest.raises(NoAddressError, match="must be like http"):
        qr_svg(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.9.9.9", "[::1]", "0.0.0.0", "[::]"])
def test_no_phone_is_sent_to_itself(host: str) -> None:
    with pytest.raises(NoAddressError, match="one that a phone reaches"):
        qr_svg(f"http://{host}:8501/class/KWXPD")
