"""The files for those who deploy it: what the commands print, what Docker needs, what the proxies accept."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from lrviz import cli
from lrviz.cli.serve import parser
from lrviz.serving.proxy import caddy_for

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
KINDS = {"caddy": "Caddyfile", "nginx": "nginx.conf"}


def directives(text: str) -> list[tuple[str, list[str]]]:
    """The lines of a Dockerfile, those that go on put together."""
    lines = re.sub(r"\\\n", " ", re.sub(r"(?m)^#.*\n", "", text)).splitlines()
    return [(word, rest.split()) for word, _, rest in (line.partition(" ") for line in lines if line)]


def pinned() -> dict[str, str]:
    """The tested versions by package."""
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return dict(line.lower().split("==") for line in lines if not line.startswith("#"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_are_what_the_command_prints(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["proxy-config", kind, "--base-path", "/tools/lrviz"])
    printed = capsys.readouterr().out
    assert printed == (DEPLOY / KINDS[kind]).read_text()
    assert printed.count("{") == printed.count("}") >= 2
    assert re.findall(r"127\.0\.0\.1:(\d+)", printed) == ["8501", "8502"]
    assert "lrviz_worker" in printed


@pytest.mark.skipif(shutil.which("caddy") is None, reason="Caddy is not installed")
@pytest.mark.parametrize("text", [caddy_for(8501, "0.0.0.0", [1, 2], "/a"), (DEPLOY / "Caddyfile").read_text()])
def test_caddy_accepts_its_files(text: str, tmp_path: Path) -> None:
    (tmp_path / "Caddyfile").write_text(text)
    command = ["caddy", "adapt", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"]
    subprocess.run(command, check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_accepts_its_file(tmp_path: Path) -> None:
    folders = "".join(f"{kind}_temp_path {tmp_path};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    told = f"pid {tmp_path}/pid; events {{}} http {{ access_log off; {folders} include {DEPLOY / 'nginx.conf'}; }}"
    (tmp_path / "nginx.conf").write_text(told)
    command = ["nginx", "-t", "-q", "-e", str(tmp_path / "log"), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_service_starts_a_command_that_there_is() -> None:
    service = configparser.ConfigParser()
    service.read(DEPLOY / "lrviz.service")
    program, *arguments = shlex.split(service["Service"]["ExecStart"])
    assert program.endswith("/lrviz")
    assert parser().parse_args(arguments).base_path == "/tools/lrviz"


def test_requirements_are_those_of_the_project_and_all_are_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {re.split("[<>=]", one)[0] for one in project["dependencies"]}
    constraint, *named = (line for line in (ROOT / "requirements.txt").read_text().splitlines() if line[0] != "#")
    assert constraint == "-c constraints.txt"
    assert set(named) == needed
    assert {name.split("[")[0] for name in needed} <= set(pinned())


def test_the_image_is_pinned_runs_as_nobody_special_and_tells_its_health() -> None:
    told = directives((ROOT / "Dockerfile").read_text())
    by_word = dict(told)
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", by_word["FROM"][0])
    assert by_word["USER"] == ["lrviz"]
    words = [word for word, _ in told]
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert "/_stcore/health" in " ".join(by_word["HEALTHCHECK"])
    program, *arguments = json.loads(" ".join(by_word["ENTRYPOINT"]))
    assert program == "lrviz"
    assert parser().parse_args(arguments).host == "0.0.0.0"
