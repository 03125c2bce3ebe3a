# What segno would put into an EPC code, and whether python-stdnum takes reference, IBAN and BIC.
import json
import sys
from decimal import Decimal

from segno import helpers
from stdnum import bic, iban, iso11649

texts = []
for one in json.loads(sys.argv[1]):
    iban.validate(one["iban"])
    iso11649.validate(one["reference"])
    if one["bic"]:
        bic.validate(one["bic"])
    # segno knows no code without an amount: the least one is taken out again.
    amount = Decimal("0.01") if one["amount"] is None else Decimal(one["amount"]) / 100
    data = helpers._make_epc_qr_data(
        name=one["name"],
        iban=one["iban"],
        amount=amount,
        reference=one["reference"],
        bic=one["bic"] or None,
        encoding=1,
    )
    text = data[0] if isinstance(data, tuple) else data
    if isinstance(text, bytes):
        text = text.decode("utf-8")
    if one["amount"] is None:
        text = text.replace("EUR0.01", "")
    texts.append(text)
print(json.dumps(texts))
