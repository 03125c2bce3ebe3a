// What happens on the two machines: the bank as a service of the Debian package on one, its customers with the executable
// on the other.
import assert from "node:assert/strict";
import type { Figures } from "./figures.ts";
import type { Machine } from "./machine.ts";

const [SERVER, CLIENT] = ["10.231.9.1", "10.231.9.2"];
const PASSWORD = "correct horse battery";

interface Scene {
  readonly server: Machine;
  readonly client: Machine;
  readonly figures: Figures;
}

/** Gives the machine its address, also after a reboot. */
async function cabled(machine: Machine, address: string): Promise<void> {
  const text =
    `[Match]\\nType=ether\\n[Network]\\nAddress=${address}/24\\nLinkLocalAddressing=no\\n`;
  await machine.run(`printf '${text}' > /etc/systemd/network/cable.network
systemctl restart systemd-networkd
tar -xf /dev/vdb`);
}

/** Until the shell word is true on the machine; asked rarely, because a question costs the processor in software much. */
const until = (word: string) =>
  `n=0; until ${word}; do n=$((n+1)); [ $n -lt 240 ] || exit 9; sleep 1; done`;

const READY = `${until("journalctl -b -u bank -o cat | grep -q ^Ready")}; systemctl is-active bank`;

/** A unit that proves the books as the service's own user, whose directory it is. */
const AUDIT = [
  "[Service]",
  "Type=oneshot",
  "DynamicUser=yes",
  "User=bank",
  "StateDirectory=bank",
  "StateDirectoryMode=0700",
  "ExecStart=/usr/bin/bank audit --data /var/lib/bank --deep",
  "",
].join("\\n");

async function opens({ server, figures }: Scene): Promise<string> {
  await server.run("dpkg -i bank_*.deb");
  await server.run(
    "echo 'BANK_OPTIONS=--name VillageBank --currency INR --welcome 1000' >> /etc/bank/bank.env",
  );
  await figures.timed(
    "`systemctl enable --now bank` until it is ready, the bank founded",
    async () => {
      await server.run(`systemctl enable --now bank; ${READY}`);
    },
  );
  const journal = await server.run("journalctl -u bank -o cat --no-pager");
  const fingerprint = /fingerprint +([0-9A-F:]{95})/.exec(journal)?.[1];
  assert.ok(fingerprint, `the journal has no fingerprint: ${journal}`);
  assert.match(journal, /staff code +(\d{4}-){5}\d{4}/);
  const shown = "DynamicUser,User,MainPID,MemoryCurrent,NRestarts";
  const properties = await server.run(
    `systemctl show bank -p ${shown}; stat -c %a /var/lib/private/bank`,
  );
  assert.match(properties, /DynamicUser=yes/);
  assert.match(properties, /\n700\n/);
  figures.saw(
    "`bank.service`",
    `active, as a user of its own, directory 0700; memory ${memory(properties)}`,
  );
  return fingerprint;
}

function memory(properties: string): string {
  return `${Math.round(Number(/MemoryCurrent=(\d+)/.exec(properties)?.[1]) / 2 ** 20)} MiB`;
}

interface Customers extends Scene {
  /** Options of every command. */
  readonly at: string;
}

async function pays({ client, at }: Customers, amount: string): Promise<string> {
  const out = await client.run(`bank connect ${at} --user ann --json transfer bob ${amount} --yes`);
  const { status, id } = JSON.parse(/^\{.*\}$/m.exec(out)![0]);
  assert.equal(status, "booked");
  return id;
}

/** Datagrams that the machine's programs have been given so far. */
async function datagrams(client: Machine): Promise<number> {
  return Number(/^Udp: (\d+)/m.exec(await client.run("cat /proc/net/snmp"))![1]);
}

/** A payment, and the alert about it on the machine of the customer who is paid. */
async function heard(customers: Customers, what: string, amount: string): Promise<void> {
  const { client, figures } = customers;
  const before = await datagrams(client);
  const id = await figures.timed(
    `${what}: payment, from the command to its end`,
    () => pays(customers, amount),
  );
  await figures.timed(
    `${what}: alert printed after that`,
    () => client.run(until(`grep -q ${id} alerts`)).then(() => {}),
  );
  const lines = await client.run(`grep -c ${id} alerts`);
  assert.equal(lines.trim(), "1", "once");
  const count = await datagrams(client) - before;
  assert.ok(count > 0, "no datagram came");
  figures.saw(`${what}: datagrams at the client meanwhile`, String(count));
}

async function joins({ client, at, figures }: Customers): Promise<void> {
  for (const user of ["ann", "bob"]) {
    const words = `bank connect ${at} --user ${user} --password-file pw --json sign-up`;
    await figures.timed(`sign-up of ${user}`, () => client.run(words).then(() => {}));
  }
  const doctor = await client.run(`bank doctor --host ${SERVER} --user bob`);
  assert.match(doctor, /ok +UDP +datagrams pass in both directions/);
  console.log(doctor);
  await client.run(`bank connect ${at} --user bob --json alerts --follow > alerts 2> talk &
${until("grep -q 'Alerts arrive over UDP' talk")}`);
}

/** Sign-up, a payment, its alert; a reboot of the server; a payment and its alert again; the proof of the books. */
export async function story(scene: Scene): Promise<void> {
  const { server, client, figures } = scene;
  const [first, second] = await Promise.all([server.up(), client.up()]);
  figures.saw(
    "boot, both at once, until the system is up",
    `${first.toFixed(0)} s and ${second.toFixed(0)} s`,
  );
  figures.saw(
    "`systemctl is-system-running`",
    (await server.run("systemctl is-system-running")).trim(),
  );
  await cabled(server, SERVER);
  await cabled(client, CLIENT);
  const fingerprint = await opens(scene);
  figures.saw("client", (await client.run("./install.sh /usr/local/bin")).trim());
  await client.run(`umask 077; printf '${PASSWORD}' > pw`);
  const customers = { ...scene, at: `--host ${SERVER} --fingerprint ${fingerprint}` };
  await joins(customers);
  await heard(customers, "before", "250");
  const boot = (await server.run("cat /proc/sys/kernel/random/boot_id")).trim();
  await server.say("systemctl reboot");
  figures.saw(
    "reboot of the server, until its system is up again",
    `${(await server.up()).toFixed(0)} s`,
  );
  await figures.timed("`bank.service` ready after that", () => server.run(READY));
  assert.notEqual((await server.run("cat /proc/sys/kernel/random/boot_id")).trim(), boot);
  assert.equal((await server.run("systemctl is-enabled bank")).trim(), "enabled");
  const starts = await server.run("journalctl -u bank -o cat --no-pager | grep -c '^Ready'");
  assert.equal(starts.trim(), "2", "the journal has both starts");
  figures.saw("`bank.service` after the reboot", "active by itself; the journal has both starts");
  await figures.timed("the same client hears over UDP again after", async () => {
    await client.run(until("[ $(grep -c 'Alerts arrive over UDP' talk) -ge 2 ]"));
  });
  await heard(customers, "after the reboot", "125.50");
  const balance = await client.run(`bank connect ${customers.at} --user bob --json balance`);
  assert.match(balance, /"bookedMinor":137550,/);
  await server.run("systemctl stop bank");
  const audit = await server.run(`printf '${AUDIT}' > /run/systemd/system/audit.service
systemctl daemon-reload && systemctl start audit
journalctl -u audit -o cat --no-pager`);
  assert.match(audit, /Everything adds up\./);
  figures.saw("`bank audit --deep`", /^.*: \d+ blocks.*$/m.exec(audit)![0]);
}
