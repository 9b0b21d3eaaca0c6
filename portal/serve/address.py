"""Where the portal listens: the address asked for, or the next port that nobody uses."""

import socket
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address

ATTEMPTS = 50
EVERYWHERE = frozenset({str(IPv4Address(0)), str(IPv6Address(0))})


@dataclass(frozen=True)
class Address:
    """Host and port to listen on."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def near(self) -> str:
        """The host as reached from this machine; all networks are reached as localhost."""
        return "localhost" if self.host in EVERYWHERE else self.host

    @property
    def url(self) -> str:
        """What a person on this machine types."""
        return f"http://{Address(self.near, self.port)}"


def parse_address(text: str) -> Address:
    """`host:port` or `[host]:port`; raises `ValueError` for anything else."""
    host, separator, port = text.rpartition(":")
    if not (separator and port.isascii() and port.isdigit() and int(port) < 65536):
        raise ValueError(f"PORTAL_BIND must be host:port, not {text!r}")
    return Address(host.strip("[]"), int(port))


def free_address(wanted: str) -> Address:
    """The wanted address, or the same host with the next free port; raises `OSError` when none is free."""
    first = parse_address(wanted)
    for port in range(first.port, min(first.port + ATTEMPTS, 65536)):
        if is_free(Address(first.host, port)):
            return Address(first.host, port)
    raise OSError(f"No free port from {first.port} on.")


def is_free(address: Address) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError:
            return False
    return True


def answers(address: Address, seconds: float = 1.0) -> bool:
    """Whether a web server answers there, whatever it answers."""
    with closing(HTTPConnection(address.near, address.port, timeout=seconds)) as connection:
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
        except (OSError, HTTPException):
            return False
    return True
