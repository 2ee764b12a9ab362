"""The examples run, and open cell by cell in Jupyter and editors."""

import ast
import os
import runpy
from pathlib import Path

import pytest

from lrviz import cli
from lrviz.paths import examples

EXAMPLES = examples()
TOLD = {
    "compare_schedules": ("climbs again", "Hugging Face"),
    "find_a_rate": ("lowest median loss", "48 fresh seeds", "good from"),
    "preview_your_code": ("SequentialLR: 1,000 steps", "from its step 300 on", "PiecewiseConstant(boundaries=(30, 60)"),
    "record_a_run": ("step,lr,loss,validation_loss", "largest difference 0.0"),
    "run_a_scene": ("Adam lr 0.1", "torch.optim.SGD"),
    "train_a_network": ("score 0.9", "EPOCHS = 20"),
}
"""What each of them prints, among other things."""


def cells(source: str) -> list[tuple[str, str]]:
    """The kind and the text of each cell, in the percent format."""
    parts = source.split("# %%")
    assert parts[0] == ""
    found = []
    for part in parts[1:]:
        head, _, body = part.partition("\n")
        found.append(("markdown" if head == " [markdown]" else "code", body.strip("\n")))
        assert head in ("", " [markdown]")
    return found


def test_there_are_six() -> None:
    assert [file.stem for file in EXAMPLES] == sorted(TOLD)
    assert len(EXAMPLES) == 6


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_runs_and_each_cell_stands_by_itself(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind, text in cells(file.read_text("utf-8")):
        if kind == "markdown":
            assert all(line.startswith("#") for line in text.splitlines() if line)
        else:
            ast.parse(text)
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(file))
    told = capsys.readouterr().out
    for words in TOLD[file.stem]:
        assert words in told
    assert not list(tmp_path.iterdir()), "an example leaves nothing where it is run"


def test_the_command_copies_them_and_overwrites_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "new" / "place"
    assert cli.main(["examples", str(place)]) == 0
    assert capsys.readouterr().out.splitlines() == [str(place / file.name) for file in EXAMPLES]
    assert all((place / file.name).read_text("utf-8") == file.read_text("utf-8") for file in EXAMPLES)
    mine = place / EXAMPLES[2].name
    mine.write_text("mine")
    (place / EXAMPLES[0].name).unlink()
    assert cli.main(["examples", str(place)]) == 2
    assert "nothing is copied" in capsys.readouterr().err
    assert mine.read_text() == "mine"
    assert not (place / EXAMPLES[0].name).exists()
    assert cli.main(["examples", str(mine / "in a file")]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert os.listdir(tmp_path) == ["new"]
