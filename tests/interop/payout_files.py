"""What programs that others wrote find in files of payouts: `payout_files.py READER FILES...`
prints one line of JSON.

READER is pain (lxml, with the schema of ISO 20022 for the version that the file names) or table
(Python's own csv).
"""
import csv
import importlib.util
import json
import os
import re
import sys


def pain(path):
    from lxml import etree

    data = open(path, "rb").read()
    version = re.search(rb"xsd:(pain\.001\.001\.\d\d)\"", data).group(1).decode()
    # The package has the schemas as ISO publishes them; it is not imported.
    schemas = os.path.join(os.path.dirname(importlib.util.find_spec("sepaxml").origin), "schemas")
    schema = etree.XMLSchema(etree.parse(os.path.join(schemas, version + ".xsd")))
    root = etree.fromstring(data)
    schema.validate(root)
    names = {"p": "urn:iso:std:iso:20022:tech:xsd:" + version}

    def texts(node, steps):
        path = "/".join("p:" + step for step in steps.split("/"))
        return [one.text or "" for one in node.xpath(path, namespaces=names)]

    def text(node, steps):
        found = texts(node, steps)
        if len(found) > 1:
            raise ValueError(f"{steps} is there {len(found)} times")
        return found[0] if found else None

    def account(node, role):
        at = role + "Acct/Id/"
        return {"iban": text(node, at + "IBAN"), "number": text(node, at + "Othr/Id")}

    def agent(node, role):
        at = role + "Agt/FinInstnId/"
        system = text(node, at + "ClrSysMmbId/ClrSysId/Cd")
        member = text(node, at + "ClrSysMmbId/MmbId")
        return {
            "bic": text(node, at + ("BIC" if version.endswith("03") else "BICFI")),
            "ifsc": member if system == "INFSC" else None,
        }

    def side(node, role):
        return {"name": text(node, role + "/Nm"), **account(node, role), **agent(node, role)}

    message = root.find("p:CstmrCdtTrfInitn", names)
    payment = message.find("p:PmtInf", names)
    lines = [
        {
            "reference": text(one, "PmtId/EndToEndId"),
            "amount": text(one, "Amt/InstdAmt"),
            "currency": one.xpath("string(p:Amt/p:InstdAmt/@Ccy)", namespaces=names),
            "payee": side(one, "Cdtr"),
            "remarks": text(one, "RmtInf/Ustrd"),
        }
        for one in message.xpath("p:PmtInf/p:CdtTrfTxInf", namespaces=names)
    ]
    return {
        "version": version,
        "errors": [error.message for error in schema.error_log],
        "ids": texts(message, "GrpHdr/MsgId") + texts(message, "PmtInf/PmtInfId"),
        "counts": texts(message, "GrpHdr/NbOfTxs") + texts(message, "PmtInf/NbOfTxs"),
        "sums": texts(message, "GrpHdr/CtrlSum") + texts(message, "PmtInf/CtrlSum"),
        "day": text(payment, "ReqdExctnDt" if version.endswith("03") else "ReqdExctnDt/Dt"),
        "level": text(payment, "PmtTpInf/SvcLvl/Cd"),
        "charges": text(payment, "ChrgBr"),
        "payer": side(payment, "Dbtr"),
        "lines": lines,
    }


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        titles, *rows = csv.reader(file, strict=True)
    # Programs for tables take these for formulas.
    signs = ("=", "+", "-", "@", "\t", "\r")
    formulas = [cell for row in rows for cell in row if cell.startswith(signs)]
    return {
        "titles": titles,
        "widths": sorted({len(row) for row in rows}),
        "rows": [dict(zip(titles, row)) for row in rows],
        "formulas": formulas,
    }


if __name__ == "__main__":
    reader, *paths = sys.argv[1:]
    print(json.dumps([{"pain": pain, "table": table}[reader](path) for path in paths]))
