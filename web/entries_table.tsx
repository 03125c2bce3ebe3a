// The entries of an account as a table: for its owner, and for staff who look at it.
import type { EntryView } from "../api/answers.ts";
import { kindWords, otherSide } from "./kind_words.ts";
import { type Seen, Table } from "./parts.tsx";

export function EntriesTable(
  { visit, entries }: Seen & { readonly entries: readonly EntryView[] },
) {
  const { t } = visit;
  return (
    <Table
      caption={t("Newest first")}
      columns={[
        { title: t("When"), cell: (entry: EntryView) => visit.time(entry.atMs) },
        {
          title: t("With"),
          cell: ({ counterparty, counterpartyName }) =>
            counterpartyName ?? otherSide(visit, counterparty),
        },
        { title: t("What for"), cell: ({ memo, kind }) => memo || kindWords(visit, kind) },
        { title: t("Amount"), cell: ({ amountMinor }) => visit.money(amountMinor), money: true },
        { title: t("Balance"), cell: ({ bookedMinor }) => visit.money(bookedMinor), money: true },
      ]}
      rows={entries}
    />
  );
}
