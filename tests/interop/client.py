"""A client of the bank in another language, written from docs/protocol.md alone: standard library
only, it imports and reads nothing of the project. `main` walks through the documented promises.

Usage: client.py HOST PORT FINGERPRINT STAFF_CODE [IMPOSTOR_PORT]
IMPOSTOR_PORT is another bank on the same host, whose certificate must be refused.
"""

import hashlib
import json
import os
import socket
import ssl
import sys
import threading
import time
import uuid

SERVER_NAME = "bank.internal"
WAIT_SECONDS = 30
HISTORY_LIMIT_MAX = 200
CLOSED_WHEN_ALONE = (-32700, -32600)


class BankError(Exception):
    """An answer with `error`: `number` is error.code, `code` is data.code, `data` explains it."""

    def __init__(self, method, error):
        self.number = error["code"]
        self.data = error["data"]
        self.code = self.data["code"]
        self.retryable = self.data["retryable"]
        super().__init__(f"{method}: {self.code} ({error['message']}) {self.data}")


class Refusal(BankError):
    """The bank said no (-32000). Nothing has changed."""


class ProtocolError(BankError):
    """One of us misspoke (-327xx, -326xx)."""


class CertificateChanged(Exception):
    """The server showed a certificate that is not the one we know."""


class ConnectionClosed(Exception):
    """The server closed; `reason` is that of its `closing` message, if it sent one."""

    def __init__(self, reason):
        self.reason = reason
        super().__init__(f"connection closed by the server, reason: {reason}")


def uuid7():
    """RFC 9562, 5.7: 48 bits of Unix milliseconds, version, 12 random bits, variant, 62 more."""
    millis = int(time.time() * 1000)
    value = millis << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    return str(uuid.UUID(int=value))


def fingerprint_of(der):
    return hashlib.sha256(der).hexdigest()


def plain_hex(fingerprint):
    return fingerprint.replace(":", "").lower()


def probe(host, port):
    """The certificate that the server shows, as DER. Sends nothing over the connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with socket.create_connection((host, port), WAIT_SECONDS) as tcp:
        with context.wrap_socket(tcp, server_hostname=SERVER_NAME) as tls:
            return tls.getpeercert(binary_form=True)


def learn(host, port, fingerprint):
    """Trust on first use: the certificate, if it is the one that a person has compared."""
    der = probe(host, port)
    if fingerprint_of(der) != plain_hex(fingerprint):
        raise CertificateChanged(f"expected {plain_hex(fingerprint)}, got {fingerprint_of(der)}")
    return der


def pinned_context(der):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_flags |= ssl.VERIFY_X509_STRICT  # the default from Python 3.13 on
    context.load_verify_locations(cadata=der)
    return context


class BankClient:
    """One connection, one session. Not for several threads."""

    def __init__(self, host, port, der):
        self.notifications = []
        self._buffer = b""
        self._next_id = 0
        self._under_way = {}
        self._answers = {}
        tcp = socket.create_connection((host, port), WAIT_SECONDS)
        try:
            self._tls = pinned_context(der).wrap_socket(tcp, server_hostname=SERVER_NAME)
        except ssl.SSLCertVerificationError as error:
            tcp.close()
            raise CertificateChanged(str(error)) from error

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._tls.close()

    @property
    def tls_version(self):
        return self._tls.version()

    def call(self, method, **params):
        """Sends a request and waits for its result. Raises Refusal or ProtocolError."""
        return self.wait(self.send(method, params))

    def send(self, method, params):
        """Sends a request without waiting; the id is for `wait`."""
        return self.send_all([(method, params)])[0]

    def send_all(self, requests):
        """Pipelines (method, params) pairs in one write."""
        ids, lines = [], []
        for method, params in requests:
            self._next_id += 1
            message = {"jsonrpc": "2.0", "id": self._next_id, "method": method, "params": params}
            lines.append(json.dumps(message, ensure_ascii=False).encode() + b"\n")
            self._under_way[self._next_id] = method
            ids.append(self._next_id)
        self.send_raw(b"".join(lines))
        return ids

    def send_raw(self, data):
        self._tls.sendall(data)

    def wait(self, request_id):
        """The result of this request, whatever order the answers come in."""
        while request_id not in self._answers:
            message = self.read_message()
            if "id" not in message:
                self.notifications.append(message)
            elif message["id"] in self._under_way:
                self._answers[message["id"]] = message
            else:
                raise_error("connection", message)
        return raise_error(self._under_way.pop(request_id), self._answers.pop(request_id))

    def read_message(self):
        while b"\n" not in self._buffer:
            try:
                part = self._tls.recv(65536)
            except (ssl.SSLEOFError, ConnectionError):
                part = b""
            if not part:
                raise ConnectionClosed(self._closing_reason())
            self._buffer += part
        line, self._buffer = self._buffer.split(b"\n", 1)
        return json.loads(line)

    def wait_closed(self):
        """Reads until the server closes; gives the reason it announced."""
        while True:
            try:
                message = self.read_message()
            except ConnectionClosed as closed:
                return closed.reason
            if "id" not in message:
                self.notifications.append(message)

    def _closing_reason(self):
        for message in reversed(self.notifications):
            if message["method"] == "closing":
                return message["params"]["reason"]
        return None


def raise_error(method, message):
    if "error" not in message:
        return message["result"]
    kind = Refusal if message["error"]["code"] == -32000 else ProtocolError
    raise kind(method, message["error"])
