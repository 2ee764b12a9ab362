"""Configurations of Caddy and nginx: several workers behind one port, each visitor always at the same one."""

from collections.abc import Sequence

COOKIE = "lrviz_worker"
"""What tells the proxy at which worker a visitor is: uploads, downloads and a broken connection need the same one."""

MOST_UPLOAD = "64m"


def caddy_for(port: int, host: str, workers: Sequence[int], base_path: str = "") -> str:
    """What Caddy is told by `lrviz --workers`: one port of plain HTTP, no certificates, nothing written down."""
    return f"""\
{{
	admin off
	auto_https off
}}

http://:{port} {{
	bind {host}
{_reverse(workers, base_path)}
}}
"""


def caddy_site(site: str, workers: Sequence[int], base_path: str = "") -> str:
    """A Caddyfile for a site of its own, for which Caddy fetches the certificate."""
    return f"{site} {{\n{_reverse(workers, base_path)}\n}}\n"


def _reverse(workers: Sequence[int], base_path: str) -> str:
    where = f"{base_path}* " if base_path else ""
    return f"""\
	reverse_proxy {where}{" ".join(f"127.0.0.1:{port}" for port in workers)} {{
		lb_policy cookie {COOKIE}
		lb_try_duration 10s
		health_uri {base_path}/_stcore/health
		health_interval 5s
	}}"""


def nginx_site(site: str, workers: Sequence[int], base_path: str = "") -> str:
    """What nginx includes inside its http block, as a file in conf.d; certificates are added by the site's owner."""
    servers = "\n".join(f"    server 127.0.0.1:{port};" for port in workers)
    return f"""\
map $http_upgrade $lrviz_connection {{
    default upgrade;
    "" "";
}}

upstream lrviz {{
    hash $uid_got$uid_set consistent;  # a cookie, since a whole class may share one address
{servers}
}}

server {{
    listen 80;
    server_name {site};
    client_max_body_size {MOST_UPLOAD};
    absolute_redirect off;

    userid on;
    userid_name {COOKIE};
    userid_path /;

    location {base_path}/ {{
        proxy_pass http://lrviz;
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $lrviz_connection;
        proxy_read_timeout 1h;
        proxy_buffering off;
    }}
}}
"""
