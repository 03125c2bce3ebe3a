// What the platform gives: hono on Deno.serve, answering a list of the same size as the bank's, and nothing else.
import { Hono } from "hono";

const bytes = Number(Deno.args[0] ?? 8_000);
const body = JSON.stringify({ text: "x".repeat(bytes) });
const app = new Hono();
app.get("/hello", () => new Response(body, { headers: { "content-type": "application/json" } }));
const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, app.fetch);
console.log(JSON.stringify({ port: server.addr.port }));
