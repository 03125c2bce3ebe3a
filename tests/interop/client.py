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
                result_of("connection", message)
        return result_of(self._under_way.pop(request_id), self._answers.pop(request_id))

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


def result_of(method, message):
    if "error" not in message:
        return message["result"]
    kind = Refusal if message["error"]["code"] == -32000 else ProtocolError
    raise kind(method, message["error"])


class Tap:
    """Passes one connection on, counting the TLS records that the client sends after its hello.

    They are encrypted, yet their outer type is not: in TLS 1.3 a client that says nothing sends
    exactly one of type 23, the end of its handshake; one that refuses sends at most an alert.
    """

    def __init__(self, host, port):
        self._upstream = (host, port)
        self._sent = b""
        self.host = "127.0.0.1"
        self._listener = socket.create_server((self.host, 0))
        self._listener.settimeout(WAIT_SECONDS)
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        client, _ = self._listener.accept()
        self._listener.close()  # a second connection would be refused
        with client, socket.create_connection(self._upstream) as server:
            back = threading.Thread(target=self._pass_back, args=(server, client), daemon=True)
            back.start()
            try:
                while part := client.recv(65536):
                    self._sent += part
                    server.sendall(part)
                server.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            back.join(WAIT_SECONDS)

    @staticmethod
    def _pass_back(server, client):
        try:
            while part := server.recv(65536):
                client.sendall(part)
        except OSError:
            pass

    def encrypted_records(self):
        """Waits for the connection to end."""
        self._thread.join(WAIT_SECONDS)
        count, rest = 0, self._sent
        while rest:
            count += rest[0] == 23
            rest = rest[5 + int.from_bytes(rest[3:5], "big") :]
        return count


# The scenario. Each function is a chapter; `step` prints one line for each promise that held.

RETRYABLE = ("busy", "shutting_down", "storage_failed", "throttled")
PASSWORDS = {name: f"correct horse {os.urandom(6).hex()}" for name in ("ann", "ben", "till")}
NEW_PASSWORD = f"another horse {os.urandom(6).hex()}"
CASH_MINOR = 100_000
PIPELINED = 100


class Failed(Exception):
    pass


class step:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        if kind is None:
            print("ok", self.name, flush=True)
        elif issubclass(kind, Exception):
            raise Failed(f"{self.name}: {kind.__name__}: {error}") from error


def equal(what, actual, expected):
    if actual != expected:
        raise AssertionError(f"{what} is {actual!r}, expected {expected!r}")


def fields(what, actual, **expected):
    for name, value in expected.items():
        equal(f"{what}.{name}", actual.get(name), value)


def refused(client, code, method, **params):
    """The `data` of the refusal with this code; anything else fails."""
    try:
        result = client.call(method, **params)
    except Refusal as refusal:
        equal(f"the refusal of {method}", refusal.code, code)
        equal(f"{code}.retryable", refusal.retryable, code in RETRYABLE)
        return refusal.data
    raise AssertionError(f"{method} answered {result}, expected the refusal {code}")


class Bank:
    """Where it is, what we trust, and who has signed in."""

    def __init__(self, host, port, fingerprint):
        self.host, self.port, self.fingerprint = host, port, fingerprint
        self.der = learn(host, port, fingerprint)
        self.accounts, self.tokens = {}, {}

    def connect(self):
        return BankClient(self.host, self.port, self.der)


def check_certificates(bank, impostor_port):
    with step("wrong_fingerprint_refused"):
        tap = Tap(bank.host, bank.port)
        try:
            learn(tap.host, tap.port, "00" * 32)
            raise AssertionError("a wrong fingerprint was accepted")
        except CertificateChanged:
            equal("records sent, the handshake's included", tap.encrypted_records(), 1)
    with step("right_fingerprint_sends"):
        tap = Tap(bank.host, bank.port)
        with BankClient(tap.host, tap.port, bank.der) as client:
            client.call("ping")
        if tap.encrypted_records() < 2:
            raise AssertionError("the tap did not see the request: it proves nothing")
    if impostor_port is None:
        return
    with step("impostor_refused"):
        tap = Tap(bank.host, impostor_port)
        try:
            BankClient(tap.host, tap.port, bank.der)
            raise AssertionError("another certificate was accepted")
        except CertificateChanged:
            if tap.encrypted_records() > 1:
                raise AssertionError("more than an alert was sent to the impostor") from None


def check_hello(bank):
    with bank.connect() as client:
        with step("hello"):
            hello = client.call("hello", client="python interop")
            fields("hello", hello, protocol=1)
            equal("TLS", client.tls_version, "TLSv1.3")
            equal("shapes", [type(hello[k]) for k in ("server", "bank", "atMs")], [str, str, int])
            equal("currency", sorted(hello["currency"]), ["code", "scale"])
        with step("head"):
            names = ["bank", "hash", "seq", "signature", "signedBy", "type"]
            equal("head", sorted(hello["head"]), names)
            fields("head", hello["head"], type="head", bank=hello["bank"])
            again = client.call("head", seq=hello["head"]["seq"])
            equal("head, asked for", again["hash"], hello["head"]["hash"])
        with step("ping"):
            equal("ping", list(client.call("ping")), ["atMs"])


def check_sign_ups(bank, staff_code):
    ann, ben, till = bank.connect(), bank.connect(), bank.connect()
    with step("sign_up"):
        device = os.urandom(32).hex()
        sign_up(bank, ann, "ann", userName="Ann", displayName="Ann Öne", device=device)
        fields("ann", ann.call("account"), displayName="Ann Öne", userName="ann", status="open")
    with step("sign_up_second"):
        sign_up(bank, ben, "ben", userName="ben")
        fields("ben", ben.call("account"), displayName="ben", bookedMinor=0, role="customer")
    with step("sign_up_staff"):
        signed_in = sign_up(bank, till, "till", userName="till", staffCode=staff_code)
        fields("till", signed_in, role="staff")
    with step("sign_up_refusals"), bank.connect() as client:
        strong = PASSWORDS["ann"]
        refused(ann, "already_logged_in", "signUp", userName="cat", password=strong)
        refused(client, "user_name_taken", "signUp", userName="ben", password=strong)
        weak = refused(client, "weak_password", "signUp", userName="cat", password="password")
        equal("weak_password.reason", type(weak["reason"]), str)
        code = {"staffCode": staff_code}
        refused(client, "staff_code_invalid", "signUp", userName="cat", password=strong, **code)
        refused(client, "not_logged_in", "balance")
    return ann, ben, till


def sign_up(bank, client, name, **params):
    signed_in = client.call("signUp", password=PASSWORDS[name], **params)
    fields("SignedIn", signed_in, userName=name)
    equal("sessionToken", len(bytes.fromhex(signed_in["sessionToken"])), 32)
    account = signed_in["account"]
    equal("digits", len(account), 12)
    equal("account number mod 97", int(account) % 97, 1)
    bank.accounts[name], bank.tokens[name] = account, signed_in["sessionToken"]
    return signed_in


def check_cash_in(bank, ann, till):
    cash = {"id": uuid7(), "account": bank.accounts["ann"], "amountMinor": CASH_MINOR}
    with step("cash_in"):
        booked = till.call("cashIn", **cash, memo="first deposit")
        fields("cashIn", booked, **{"from": "cash", "to": cash["account"]}, kind="cash_in")
        balance = {"bookedMinor": CASH_MINOR, "heldMinor": 0, "availableMinor": CASH_MINOR}
        fields("balance", ann.call("balance"), **balance)
    with step("cash_in_needs_staff"):
        fields("refusal", refused(ann, "not_allowed", "cashIn", **cash), needs="staff")


def mistyped(number):
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def unused(number):
    """Another number whose check digits fit (ISO 7064 MOD 97-10)."""
    body = f"{(int(number[:10]) + 1) % 10**10:010}"
    return f"{body}{98 - int(body) * 100 % 97:02}"


def check_payee(bank, ann):
    number = bank.accounts["ben"]
    payee = {"account": number, "userName": "ben", "displayName": "ben", "status": "open"}
    with step("payee_by_name"):
        fields("payee", ann.call("payee", payee="ben"), **payee)
    with step("payee_by_number"):
        fields("payee", ann.call("payee", payee=number), **payee)
        spaced = f"{number[:4]} {number[4:8]}-{number[8:]}"
        fields("payee", ann.call("payee", payee=spaced), **payee)
    with step("payee_mistyped"):
        wrong = mistyped(number)
        data = refused(ann, "account_number_mistyped", "payee", payee=wrong)
        fields("refusal", data, given=wrong)
    with step("payee_unknown"):
        fields("refusal", refused(ann, "no_such_payee", "payee", payee="nobody"), given="nobody")
        number = unused(number)
        fields("refusal", refused(ann, "no_such_account", "payee", payee=number), account=number)


def check_transfers(bank, ann, ben):
    payment = {"id": uuid7(), "to": "ben", "amountMinor": 1250, "memo": "tea – चाय"}
    accounts = {"from": bank.accounts["ann"], "to": bank.accounts["ben"]}
    with step("transfer_by_name"):
        first = ann.call("transfer", **payment)
        fields("transfer", first, **{**payment, **accounts}, kind="transfer", status="booked")
    with step("transfer_by_number"):
        by_number = {"id": uuid7(), "to": bank.accounts["ben"], "amountMinor": 300}
        fields("transfer", ann.call("transfer", **by_number), **by_number)
        equal("ben's money", ben.call("balance")["bookedMinor"], 1550)
    with step("transfer_again_is_the_same"):
        equal("transfer", ann.call("transfer", **payment), first)
        equal("ben's money", ben.call("balance")["bookedMinor"], 1550)
    with step("id_reused"):
        for change in ({"amountMinor": 1251}, {"memo": "coffee"}, {"to": "till"}):
            data = refused(ann, "id_reused", "transfer", **{**payment, **change})
            fields("refusal", data, id=payment["id"])
    with step("insufficient_funds"):
        much = {"id": uuid7(), "to": "ben", "amountMinor": CASH_MINOR}
        data = refused(ann, "insufficient_funds", "transfer", **much)
        left = CASH_MINOR - 1550
        numbers = {"availableMinor": left, "bookedMinor": left, "heldMinor": 0}
        fields("refusal", data, amountMinor=CASH_MINOR, **numbers)
    with step("did_you_mean"):
        typo = {"id": uuid7(), "to": "benn", "amountMinor": 1}
        equal("names", refused(ann, "no_such_payee", "transfer", **typo)["didYouMean"], ["ben"])
    with step("same_account"):
        refused(ann, "same_account", "transfer", id=uuid7(), to="ann", amountMinor=1)
    return first


def check_pipeline(ann, ben):
    before = ben.call("balance")["bookedMinor"]
    payments = [
        {"id": uuid7(), "to": "ben", "amountMinor": number} for number in range(1, PIPELINED + 1)
    ]
    with step("pipelined_transfers"):
        ids = ann.send_all([("transfer", payment) for payment in payments])
        asked = ann.send("ping", {})
        ann.wait(asked)
        for request_id, payment in reversed(list(zip(ids, payments))):
            answer = ann.wait(request_id)
            fields("transfer", answer, id=payment["id"], amountMinor=payment["amountMinor"])
        total = sum(payment["amountMinor"] for payment in payments)
        equal("ben's money", ben.call("balance")["bookedMinor"], before + total)


def check_status_and_void(ann, ben, till, first):
    with step("transfer_status"):
        for who in (ann, ben, till):
            equal("status", who.call("transferStatus", id=first["id"]), first)
        unknown = uuid7()
        data = refused(ann, "no_such_transfer", "transferStatus", id=unknown)
        fields("refusal", data, id=unknown)
    with step("void_of_a_booked_transfer"):
        equal("transfer", ann.call("voidTransfer", id=first["id"]), first)
    with step("transfer_void"):
        lost = uuid7()
        fields("void", ann.call("voidTransfer", id=lost), id=lost, status="void")
        data = refused(ann, "transfer_void", "transfer", id=lost, to="ben", amountMinor=1)
        fields("refusal", data, id=lost)
        fields("status", ann.call("transferStatus", id=lost), status="void")


def check_history(bank, ann):
    with step("history_pages"):
        limit, entries, cursor = 40, [], None
        while True:
            after = {} if cursor is None else {"after": cursor}
            page = ann.call("history", limit=limit, **after)
            entries += page["entries"]
            cursor = page["cursor"]
            if cursor is None:
                break
            equal("entries of a full page", len(page["entries"]), limit)
        count = PIPELINED + 3
        equal("numbers", [entry["number"] for entry in entries], list(range(count, 0, -1)))
    with step("history_running_balance"):
        booked = 0
        for entry in reversed(entries):
            booked += entry["amountMinor"]
            equal(f"bookedMinor after entry {entry['number']}", entry["bookedMinor"], booked)
        equal("balance", ann.call("balance")["bookedMinor"], booked)
    with step("history_counterparties"):
        ben = {"counterparty": bank.accounts["ben"], "counterpartyName": "ben"}
        fields("newest", entries[0], **ben, kind="transfer")
        fields("oldest", entries[-1], counterparty="cash", counterpartyName=None, kind="cash_in")


def check_reverse(ann, ben, till, first):
    before = ann.call("balance")["bookedMinor"]
    order = {"id": uuid7(), "transferId": first["id"], "reason": "paid by mistake"}
    with step("reverse"):
        reversal = till.call("reverse", **order)
        fields("reversal", reversal, kind="reversal", reverses=first["id"], to=first["from"])
        equal("ann's money", ann.call("balance")["bookedMinor"], before + first["amountMinor"])
        fields("reversed", ben.call("transferStatus", id=first["id"]), reversedBy=order["id"])
        equal("the same order again", till.call("reverse", **order), reversal)
    with step("already_reversed"):
        again = {**order, "id": uuid7()}
        data = refused(till, "already_reversed", "reverse", **again)
        fields("refusal", data, id=first["id"], reversedBy=order["id"])
    with step("not_reversible"):
        again = {**order, "id": uuid7(), "transferId": order["id"]}
        data = refused(till, "not_reversible", "reverse", **again)
        fields("refusal", data, id=order["id"], kind="reversal")


def check_sessions(bank, ann):
    old = bank.tokens["ann"]
    elsewhere = bank.connect()
    with step("resume"):
        fields("SignedIn", elsewhere.call("resume", sessionToken=old), userName="ann")
    with step("change_password"):
        wrong = {"password": PASSWORDS["ben"], "newPassword": NEW_PASSWORD}
        refused(ann, "wrong_credentials", "changePassword", **wrong)
        change = {"password": PASSWORDS["ann"], "newPassword": NEW_PASSWORD}
        bank.tokens["ann"] = ann.call("changePassword", **change)["sessionToken"]
        equal("the token is new", bank.tokens["ann"] != old, True)
        ann.call("balance")
    with step("session_ended_elsewhere"):
        equal("reason", elsewhere.wait_closed(), "session_ended")
    with bank.connect() as client:
        with step("session_expired"):
            refused(client, "session_expired", "resume", sessionToken=old)
        with step("log_in_with_the_old_password"):
            old_password = {"userName": "ann", "password": PASSWORDS["ann"]}
            refused(client, "wrong_credentials", "logIn", **old_password)
        with step("log_in"):
            signed_in = client.call("logIn", userName="ann", password=NEW_PASSWORD)
            fields("SignedIn", signed_in, account=bank.accounts["ann"])
        with step("log_out"):
            equal("answer", client.call("logOut"), {})
            token = signed_in["sessionToken"]
            refused(client, "session_expired", "resume", sessionToken=token)
            client.call("resume", sessionToken=bank.tokens["ann"])


def check_close_account(bank, ann, ben):
    before, left = (who.call("balance")["bookedMinor"] for who in (ann, ben))
    password = {"password": PASSWORDS["ben"]}
    with step("account_not_empty"):
        data = refused(ben, "account_not_empty", "closeAccount", **password)
        fields("refusal", data, bookedMinor=left)
    with step("close_account_with_sweep"):
        sweep = {"id": uuid7(), "to": "ann"}
        closed = ben.call("closeAccount", **password, sweep=sweep)
        fields("answer", closed, account=bank.accounts["ben"], sweptMinor=left)
        equal("ann's money", ann.call("balance")["bookedMinor"], before + left)
        swept = ann.call("transferStatus", id=sweep["id"])
        fields("sweep", swept, kind="sweep", amountMinor=left, to=bank.accounts["ann"])
        refused(ben, "not_logged_in", "balance")
    with step("account_closed"), bank.connect() as client:
        number = bank.accounts["ben"]
        fields("refusal", refused(ann, "account_closed", "payee", payee=number), account=number)
        fields("refusal", refused(ann, "account_closed", "payee", payee="ben"), account=number)
        refused(client, "session_expired", "resume", sessionToken=bank.tokens["ben"])
        refused(client, "wrong_credentials", "logIn", userName="ben", **password)


def ping_line(**members):
    return line({"jsonrpc": "2.0", "id": 1, "method": "ping", **members})


def line(message):
    return json.dumps(message).encode() + b"\n"


def padded_ping(size):
    """A request of this many bytes, without its line break."""
    start = b'{"jsonrpc":"2.0","id":1,"method":"ping"'
    return start + b" " * (size - len(start) - 1) + b"}\n"


# error.code, data.code, whether the connection closes (then `id` is null), bytes on a new one
PROTOCOL_ERRORS = [
    (-32700, "frame_too_long", True, padded_ping(8193)),
    (-32700, "frame_too_long", True, b"x" * 8193),
    (-32700, "not_utf8", True, b'{"jsonrpc":"2.0","id":1,"method":"\xff"}\n'),
    (-32700, "not_json", True, b"{\n"),
    (-32600, "invalid_request", True, b"[" + ping_line()[:-1] + b"]\n"),
    (-32600, "invalid_request", True, b'"ping"\n'),
    (-32600, "invalid_request", True, line({"jsonrpc": "2.0", "method": "ping"})),
    (-32600, "invalid_request", True, line({"id": 1, "method": "ping"})),
    (-32600, "invalid_request", True, ping_line(jsonrpc="1.0")),
    (-32600, "invalid_request", True, ping_line(extra=1)),
    (-32600, "invalid_request", True, ping_line(id=None)),
    (-32600, "invalid_request", True, ping_line(id=1.5)),
    (-32600, "invalid_request", True, ping_line(id=2**53)),
    (-32600, "invalid_request", True, ping_line(id="x" * 65)),
    (-32601, "method_not_found", False, ping_line(method="toString")),
    (-32602, "invalid_params", False, ping_line(params={"loud": True})),
    (-32602, "invalid_params", False, ping_line(params=[])),
    (-32602, "invalid_params", False, ping_line(method="logIn", params={"userName": "ann"})),
    (-32000, "not_logged_in", False, ping_line(method="balance")),
]
NO_ERRORS = [padded_ping(8192), b"\n\r\n" + ping_line(), ping_line()[:-1] + b"\r\n"]


def check_protocol_errors(bank, ann):
    for name in dict.fromkeys(row[1] for row in PROTOCOL_ERRORS):
        with step(f"error_{name}"):
            for row in PROTOCOL_ERRORS:
                if row[1] == name:
                    with bank.connect() as client:
                        check_protocol_error(client, *row)
    with step("lines_that_are_fine"):
        for data in NO_ERRORS:
            with bank.connect() as client:
                client.send_raw(data)
                equal("answer", list(client.read_message()["result"]), ["atMs"])
    with step("busy"), bank.connect() as client:
        slow = {"userName": "nobody", "password": "not a password"}
        ids = client.send_all([("logIn", slow)] * 4 + [("ping", {})])
        refusal = outcome(client, ids[4])
        equal("the fifth request under way", refusal, "busy")
    with step("frame_limit_after_sign_in"):
        ann.send_raw(padded_ping(65536))
        equal("answer", list(ann.read_message()["result"]), ["atMs"])
        check_protocol_error(ann, -32700, "frame_too_long", True, padded_ping(65537))


def outcome(client, request_id):
    try:
        client.wait(request_id)
        return "result"
    except BankError as error:
        return error.code


def check_protocol_error(client, number, name, closes, data):
    client.send_raw(data)
    answer = client.read_message()
    what = f"the answer to {data[:80]!r}"
    equal(what, (answer["error"]["code"], answer["error"]["data"]["code"]), (number, name))
    equal(f"the id of {what}", answer["id"], None if closes else 1)
    equal(f"retryable of {what}", answer["error"]["data"]["retryable"], False)
    if closes:
        client.wait_closed()
    else:
        client.call("ping")


def run(host, port, fingerprint, staff_code, impostor_port=None):
    with step("fingerprint"):
        bank = Bank(host, int(port), fingerprint)
    check_certificates(bank, None if impostor_port is None else int(impostor_port))
    check_hello(bank)
    ann, ben, till = check_sign_ups(bank, staff_code)
    check_cash_in(bank, ann, till)
    check_payee(bank, ann)
    first = check_transfers(bank, ann, ben)
    check_pipeline(ann, ben)
    check_status_and_void(ann, ben, till, first)
    check_history(bank, ann)
    check_reverse(ann, ben, till, first)
    check_sessions(bank, ann)
    check_close_account(bank, ann, ben)
    check_protocol_errors(bank, ann)


def main(words):
    if len(words) not in (4, 5):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        run(*words)
    except (Failed, BankError, ConnectionClosed, OSError) as failed:
        print(f"FAILED {failed}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
