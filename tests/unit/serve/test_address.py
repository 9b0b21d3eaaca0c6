"""The portal listens where it is told, or says that it took the next port."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from portal.serve.address import Address, answers, free_address, parse_address


@pytest.mark.parametrize(
    ("text", "address", "url"),
    [
        ("127.0.0.1:8000", Address("127.0.0.1", 8000), "http://127.0.0.1:8000"),
        ("0.0.0.0:80", Address("0.0.0.0", 80), "http://localhost:80"),
        ("[::1]:8000", Address("::1", 8000), "http://[::1]:8000"),
    ],
)
def test_an_address_is_read_as_host_and_port(text: str, address: Address, url: str) -> None:
    assert parse_address(text) == address
    assert str(address) == text
    assert address.url == url


@pytest.mark.parametrize(
    "wrong", ["8000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:web", "127.0.0.1:99999", "h:８０"]
)
def test_anything_else_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="PORTAL_BIND"):
        parse_address(wrong)


def test_a_taken_port_gives_way_to_the_next() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = free_address(f"127.0.0.1:{port}")
    assert found.port > port


def test_whatever_a_web_server_answers_it_is_there() -> None:
    class Unfriendly(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(400)

        def log_message(self, *_words: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Unfriendly) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        address = Address("127.0.0.1", server.server_port)
        assert answers(address)
        server.shutdown()
        thread.join()
    assert not answers(address)


def test_a_server_that_only_listens_is_not_there_yet() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert not answers(Address("127.0.0.1", listening.getsockname()[1]), seconds=0.1)
