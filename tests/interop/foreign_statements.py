# What other programs read in statements of banks: for each statement of a file the sum of its amounts and its closing balance, as
# decimal texts.
import json
import sys
import warnings
from decimal import Decimal
from pathlib import Path

warnings.filterwarnings("ignore")


def plain(value):
    return None if value is None else format(Decimal(str(value)).normalize(), "f")


def mt940(path):
    import mt940 as reader

    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    told = []
    for statement in reader.parse_statements(text):
        lines = [one.data for one in statement.transactions if "amount" in one.data]
        # The library tells the direction of a reversed credit (RC), and leaves it to others what that does to the sum.
        amounts = [abs(one["amount"].amount) * (1 if one["status"] in ("C", "RD") else -1) for one in lines]
        closing = statement.data.get("final_closing_balance")
        told.append([plain(sum(amounts, Decimal(0))), plain(closing.amount.amount) if closing else None])
    return told


def ofx(path):
    from ofxtools.Parser import OFXTree

    tree = OFXTree()
    with open(path, "rb") as file:
        tree.parse(file)
    told = []
    for one in tree.convert().statements:
        total = sum((each.trnamt for each in one.transactions), Decimal(0))
        told.append([plain(total), plain(one.ledgerbal.balamt)])
    return told


def camt(path):
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.parse(str(path), parser)
    told = []
    local = lambda name: f"*[local-name()='{name}']"
    for one in root.xpath(" | ".join(f"//{local(name)}" for name in ["Stmt", "Rpt", "Ntfctn"])):
        total = Decimal(0)
        for entry in one.xpath(local("Ntry")):
            status = "".join(entry.xpath(f"{local('Sts')}//text()")) or "BOOK"
            amount = Decimal(entry.xpath(f"string({local('Amt')})"))
            came = entry.xpath(f"string({local('CdtDbtInd')})") == "CRDT"
            if status == "BOOK":
                total += amount if came else -amount
        told.append([plain(total), None])
    return told


def pycamt(path):
    from pycamt.parser import Camt053Parser

    found = Camt053Parser.from_file(path).get_transactions()
    total = Decimal(0)
    for one in found:
        if one.get("Status", "BOOK") == "BOOK":
            amount = Decimal(str(one["Amount"]))
            total += amount if one["CreditDebitIndicator"] == "CRDT" else -amount
    return [[plain(total), None]]


READERS = {"mt940": mt940, "ofx": ofx, "camt": camt, "pycamt": pycamt}
print(json.dumps([READERS[sys.argv[1]](Path(name)) for name in sys.argv[2:]]))
