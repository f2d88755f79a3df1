"""Where messages go: never into closed networks, to the very address that was looked at, over good TLS only."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import translation
from tests.cases import story

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.webhooks import lookup
from happiness_cloud.webhooks.models import Endpoint
from happiness_cloud.webhooks.sender import Sender

from .cast import row, set_up
from .receiver import Receiver, receiving

NAME = "platform.example"


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Say what the names of these tests stand for, by and by; the last answer stays."""
    answers: list[list[str]] = []

    def addresses(host: str, _port: int) -> list[str]:
        if host != NAME:
            return [host]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        if not found:
            raise OSError("no such name")
        return found

    monkeypatch.setattr(lookup, "addresses", addresses)

    def say(*told: list[str]) -> None:
        answers[:] = told

    return say


def _tried(stage: Any) -> str:
    story.report(stage)
    with Sender() as sender:
        sender.drain()
    return str(row().attempts[-1]["problem"])


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://platform.example/", "https://"),
        ("https://10.1.2.3/", "network"),
        ("https://169.254.169.254/latest/meta-data/", "network"),
        ("https://[::ffff:10.0.0.1]/", "network"),
        ("https://me:word@platform.example/", "password"),
        ("javascript:alert(1)", "host"),
    ],
)
def test_an_address_that_leads_astray_is_refused_at_once(stage: Any, url: str, why: str) -> None:
    with pytest.raises(Invalid) as wrong:
        set_up(None, url=url)
    assert wrong.value.code == "webhooks.bad_url"
    with translation.override("en"):
        assert why in str(wrong.value.facts["why"])
    assert not Endpoint.objects.exists()


@pytest.mark.parametrize("address", ["10.0.0.8", "100.100.100.200", "::ffff:192.168.0.1", "169.254.169.254"])
def test_a_name_that_stands_for_a_closed_address_is_refused_at_once(
    stage: Any, looked: Any, settings: Any, address: str
) -> None:
    settings.OUTGOING_ALLOW = ()
    looked(["1.1.1.1", address])
    with pytest.raises(Invalid):
        set_up(None, url=f"https://{NAME}/")


def test_a_name_that_changes_its_mind_leads_nowhere(stage: Any, looked: Any, settings: Any) -> None:
    settings.OUTGOING_ALLOW = ()
    with receiving() as inside:
        port = int(inside.url.rsplit(":", 1)[1].split("/")[0])
        looked(["1.1.1.1"], ["127.0.0.1"])
        set_up(None, url=f"https://{NAME}:{port}/")
        assert _tried(stage) == "forbidden"
        assert inside.heard == []


def test_one_closed_address_among_open_ones_is_enough(stage: Any, looked: Any, settings: Any) -> None:
    settings.OUTGOING_ALLOW = ()
    looked(["1.1.1.1"], ["1.1.1.1", "10.0.0.1"])
    set_up(None, url=f"https://{NAME}/")
    assert _tried(stage) == "forbidden"


def test_a_name_nobody_knows_is_tried_again_later(stage: Any, looked: Any) -> None:
    looked([])
    set_up(None, url=f"https://{NAME}/")
    assert _tried(stage) == "unnamed"
    assert row().state == "waiting"


def test_plain_http_to_this_machine_needs_the_operator(stage: Any, receiver: Receiver, settings: Any) -> None:
    made = set_up(receiver)
    settings.OUTGOING_HTTP, settings.OUTGOING_ALLOW = False, ()
    with pytest.raises(Invalid):
        set_up(receiver)
    # Also when it was allowed once, and no longer is.
    assert made
    assert _tried(stage) == "forbidden"
    assert receiver.heard == []


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    """`secure("name")`: what a receiver with a certificate for that name needs; its issuer is trusted here."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])

    def made(name: str) -> ssl.SSLContext:
        now = datetime.now(UTC)
        told = (
            x509.CertificateBuilder()
            .subject_name(who)
            .issuer_name(who)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
            .sign(key, hashes.SHA256())
        )
        pem = told.public_bytes(serialization.Encoding.PEM)
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file = tmp_path / "both.pem"
        file.write_bytes(pem + secret)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        return context

    return made


def test_over_tls_the_name_is_checked_and_the_looked_up_address_called(
    stage: Any, looked: Any, secure: Any
) -> None:
    with receiving(secure(NAME)) as far:
        port = far.url.rsplit(":", 1)[1].split("/")[0]
        looked(["127.0.0.1"])
        set_up(None, url=f"https://{NAME}:{port}/hook?k=1")
        assert _tried(stage) == ""
        assert far.heard[0].headers["host"] == f"{NAME}:{port}"
        assert far.heard[0].path == "/hook?k=1"


def test_a_certificate_of_somebody_else_is_not_taken(stage: Any, looked: Any, secure: Any) -> None:
    with receiving(secure("other.example")) as far:
        port = far.url.rsplit(":", 1)[1].split("/")[0]
        looked(["127.0.0.1"])
        set_up(None, url=f"https://{NAME}:{port}/")
        assert _tried(stage) == "untrusted"
        assert far.heard == []


def test_no_proxy_of_the_environment_is_used(
    stage: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiving() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        set_up(receiver)
        assert _tried(stage) == ""
        assert proxy.heard == []
    assert len(receiver.heard) == 1
