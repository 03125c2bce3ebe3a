// Ten thousand lines of each format are read whole, and merged with themselves.
import assert from "node:assert/strict";
import { mergedAccounts } from "../../bank/statement_files/merged_lines.ts";
import { statementsIn } from "../../bank/statement_files/statement_file.ts";

const LINES = 10_000;

const numbers = [...Array(LINES).keys()];
const sum = LINES * (LINES + 1) / 2;

const entry = (n: number) =>
  `<Ntry><Amt Ccy="INR">${
    n + 1
  }.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-28` +
  `</Dt></BookgDt><ValDt><Dt>2026-11-28</Dt></ValDt><AcctSvcrRef>S${n}</AcctSvcrRef><NtryDtls><TxDtls><Refs>` +
  `<EndToEndId>E${n}</EndToEndId></Refs><RltdPties><Dbtr><Nm>Payer ${n}</Nm></Dbtr><DbtrAcct><Id><Othr><Id>${n}` +
  `</Id></Othr></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>RF35854829130577 gift ${n}</Ustrd></RmtInf></TxDtls>` +
  "</NtryDtls></Ntry>";

const FILES: Readonly<Record<string, () => string>> = {
  camt: () =>
    '<?xml version="1.0"?><Document><BkToCstmrStmt><Stmt><Acct><Id><Othr><Id>1</Id></Othr></Id><Ccy>INR</Ccy>' +
    `</Acct>${numbers.map(entry).join("")}</Stmt></BkToCstmrStmt></Document>`,
  MT940: () =>
    ":20:X\n:25:1\n:60F:C261127INR0,\n" +
    numbers.map((n) => `:61:261128C${n + 1},NTRFE${n}//S${n}\n:86:UPI/RF35854829130577/${n}\n`)
      .join("") +
    `:62F:C261128INR${sum},\n-\n`,
  OFX: () =>
    "OFXHEADER:100\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>INR<BANKACCTFROM><ACCTID>1</BANKACCTFROM>" +
    "<BANKTRANLIST>" + numbers.map((n) =>
      `<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261128<TRNAMT>${
        n + 1
      }.00<FITID>S${n}<NAME>Payer ${n}</STMTTRN>\n`
    ).join("") + "</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>",
  CSV: () =>
    "Tran Date,CHQNO,PARTICULARS,DR,CR,BAL,SOL\n" +
    numbers.map((n) =>
      `28-11-2026,-,UPI/${n}/RF35854829130577,,${n + 1}.00,${(n + 1) * (n + 2) / 2}.00,1\n`
    )
      .join(""),
};

for (const [format, made] of Object.entries(FILES)) {
  Deno.test(`foreign statements: ${LINES} lines of ${format} are read whole, once`, () => {
    const bytes = new TextEncoder().encode(made());
    const statements = statementsIn(bytes);
    const [account] = mergedAccounts([...statements, ...statements]);
    assert.equal(account!.lines.length, LINES);
    assert.equal(account!.lines.reduce((all, { line }) => all + line.amountMinor, 0), sum * 100);
    assert.deepEqual(account!.faults, []);
  });
}
