"""nginx in front of the server of the proof: the configuration that agencies use, with other ports, a certificate of its own, and no more.

It may write: nginx runs as who starts it, and what it would write by default (its temporary files, its own errors) lies in the folder
that is searched. Otherwise a missing right would look like a missing log.
"""

import contextlib
import datetime as dt
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.translation import gettext as _

from vorzimmer.server.faults import Trouble

START_SECONDS = 20
WHERE = "/usr/sbin:/usr/local/sbin:/usr/local/nginx/sbin"
"""Where nginx lies when it is not on the path of a user."""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
_BEGUN = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_ENDS = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """Where nginx listens: `port` speaks TLS, `plain` leads there."""

    port: int
    plain: int


@contextlib.contextmanager
def proxy(configuration: Path, folder: Path, *, upstream: int, front: Front, loud: bool) -> Iterator[None]:
    """Run nginx with this configuration in front of the server at `upstream`. `loud`: with logs, as a negative control. Raises Trouble."""
    text = _read(configuration)
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:{WHERE}")
    if program is None:
        raise Trouble(_("nginx is not installed here."))
    room = folder / "nginx"
    for part in ("", *TEMPORARY):
        (room / part).mkdir(mode=0o700)
    certify(room / "certificate.pem", room / "key.pem")
    file = room / "nginx.conf"
    file.write_text(adapted(text, room, upstream=upstream, front=front, loud=loud), "utf-8")
    command = [program, "-p", str(room), "-e", str(room / "start.log"), "-c", str(file), "-g", "daemon off;"]
    with (folder / "nginx-stdout").open("wb") as said, (folder / "nginx-stderr").open("wb") as complained:
        process = subprocess.Popen(command, cwd=room, stdout=said, stderr=complained)  # noqa: S603  (found on the path)
        try:
            _wait_for(front.port, process, folder)
            yield
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def adapted(text: str, room: Path, *, upstream: int, front: Front, loud: bool) -> str:
    """Change in a configuration what must differ here: ports, certificate, and where temporary files go. Raises Trouble.

    What is about logs stays as it is, unless `loud`.
    """
    mime = next((path for path in (Path("/etc/nginx/mime.types"), room / "mime.types") if path.is_file()), None)
    changes = [
        (r"listen \[::\]:\d+[^;]*;", ""),
        (r"listen 80;", f"listen 127.0.0.1:{front.plain};"),
        (r"listen 443 ([^;]*);", rf"listen 127.0.0.1:{front.port} \1;"),
        (r"ssl_certificate [^;]*;", f"ssl_certificate {room}/certificate.pem;"),
        (r"ssl_certificate_key [^;]*;", f"ssl_certificate_key {room}/key.pem;"),
        (r"proxy_pass http://127\.0\.0\.1:8000;", f"proxy_pass http://127.0.0.1:{upstream};"),
        (r"include mime\.types;", f"include {mime};" if mime else ""),
    ]
    if loud:
        changes += [(r"error_log [^;]*;", f"error_log {room}/error.log info;"), (r"access_log off;", _loud(room))]
    for pattern, by in changes:
        text, times = re.subn(pattern, by, text)
        if not times:
            raise Trouble(_("This configuration of nginx is not one of ours: it has no “%(line)s”.") % {"line": pattern})
    paths = "".join(f"    {name}_temp_path {room}/{name} 1 2;\n" for name in TEMPORARY)
    user = "user root;\n" if os.geteuid() == 0 else ""
    return f"{user}pid {room}/nginx.pid;\n" + text.replace("http {\n", f"http {{\n{paths}", 1)


def _loud(room: Path) -> str:
    """Write what nginx's usual log says."""
    said = '$remote_addr "$request" $status "$http_referer" "$http_user_agent"'
    return f"log_format usual '{said}'; access_log {room}/access.log usual;"


def left_behind(folder: Path) -> list[str]:
    """Name the kinds of temporary files that nginx wrote: it drops the files at once, and leaves the folders that it made for them."""
    return sorted(name for name in TEMPORARY if any((folder / "nginx" / name).iterdir()))


def certify(certificate: Path, key: Path) -> None:
    """Make a certificate that signs itself, for this machine."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    built = x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=private.public_key())
    signed = built.serial_number(1).not_valid_before(_BEGUN).not_valid_after(_ENDS).sign(private, hashes.SHA256())
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key.touch(mode=0o600)
    key.write_bytes(
        private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )


def unchecked() -> ssl.SSLContext:
    """Speak TLS with whoever listens: the certificate is made for the proof."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _read(configuration: Path) -> str:
    try:
        return configuration.read_text("utf-8")
    except OSError as error:
        raise Trouble(
            _("The configuration %(file)s cannot be read: %(error)s") % {"file": configuration, "error": error.strerror}
        ) from None


def _wait_for(port: int, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if process.poll() is not None or time.monotonic() > deadline:
            complaint = (folder / "nginx-stderr").read_text("utf-8")[-500:]
            raise Trouble(_("nginx did not start: %(error)s") % {"error": complaint})
        time.sleep(0.1)
