"""The command `lrviz proxy-config`: prints a configuration of nginx or Caddy for workers behind one address."""

import argparse
from collections.abc import Sequence

from lrviz.cli.serve import checked
from lrviz.serving import proxy, settings

SITE = "lrviz.school.example"
_KINDS = {"caddy": proxy.caddy_site, "nginx": proxy.nginx_site}


def main(arguments: Sequence[str]) -> int:
    """Runs the command line without its first word; returns the exit code."""
    known = argparse.ArgumentParser(prog="lrviz proxy-config", description=__doc__)
    known.add_argument("kind", choices=sorted(_KINDS), help="which proxy")
    known.add_argument("--site", default=SITE, help=f"the name under which people reach it (default {SITE})")
    known.add_argument("--base-path", type=checked(settings.base_path), default="", help="what each worker was told")
    known.add_argument(
        "--ports",
        type=checked(settings.port),
        nargs="+",
        default=[8501, 8502],
        help="of the workers (default 8501 8502)",
    )
    options = known.parse_args(arguments)
    print(_KINDS[options.kind](options.site, options.ports, options.base_path), end="")
    return 0
