// What all customers are told, at the desk of a manager.
import { ANNOUNCEMENT_CHARS_MAX, ANNOUNCEMENT_DAYS_MAX } from "../../bank/limits.ts";
import { line } from "../../console/screen.ts";
import { announcedText, announcementsText, sayingText } from "../announcement_actions.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { ask, type Desk, menu } from "./desk.ts";

export async function announcementsFlow(desk: Desk): Promise<Back | void> {
  const { announcements } = await ask(desk, "announcements", {});
  desk.terminal.print(announcementsText(announcements));
  return await menu<() => Promise<Back | void>>(desk, {
    question: "What all customers are told",
    choices: [
      { value: () => announce(desk), label: "Tell them something" },
      ...announcements.map(({ number, text }) => ({
        value: () => end(desk, number),
        label: line`Take back: ${text}`,
      })),
    ],
    act: (chosen) => chosen(),
  });
}

async function announce(desk: Desk): Promise<Back | void> {
  const { terminal } = desk;
  const text = await terminal.text({
    question: "What, in one line",
    check: (typed) => {
      if (typed === "") return "Say something.";
      const over = [...typed].length - ANNOUNCEMENT_CHARS_MAX;
      return over > 0 ? `It is ${over} characters too long.` : null;
    },
  });
  if (text === BACK) return BACK;
  const days = await terminal.text({
    question: "For how many days",
    initial: "1",
    check: (typed) =>
      /^\d{1,2}$/.test(typed) && Number(typed) >= 1 && Number(typed) <= ANNOUNCEMENT_DAYS_MAX
        ? null
        : `1 to ${ANNOUNCEMENT_DAYS_MAX}.`,
  });
  if (days === BACK) return BACK;
  if (await terminal.confirm(sayingText(text, Number(days))) !== true) {
    return terminal.print("Nothing was said.");
  }
  terminal.print(announcedText(await ask(desk, "announce", { text, days: Number(days) })));
}

async function end(desk: Desk, number: number): Promise<void> {
  await ask(desk, "endAnnouncement", { number });
  desk.terminal.print(line`Announcement ${number} is not shown any more.`);
}
