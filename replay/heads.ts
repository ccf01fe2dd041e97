import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { type Node, respond } from "./rpc.ts";

const SUBSCRIPTION = "0x1";

/** Serves `eth_subscribe("newHeads")` over WebSockets on `server`: `tell` sends the header of the head to all who asked. */
export function createHeads(server: Server, node: Node): { tell: () => void; close: () => void } {
  const sockets = new WebSocketServer({ server });
  const subscribed = new Set<WebSocket>();
  sockets.on("connection", (socket) => {
    socket.on("close", () => subscribed.delete(socket));
    socket.on("message", (data) => {
      const { id, method } = JSON.parse(String(data));
      if (method !== "eth_subscribe") return;
      subscribed.add(socket);
      socket.send(JSON.stringify({ jsonrpc: "2.0", id, result: SUBSCRIPTION }));
    });
  });
  const send = async () => {
    const latest = { id: 0, method: "eth_getBlockByNumber", params: ["latest", false] };
    const { result } = JSON.parse(await respond(node, latest));
    const { transactions, ...header } = result;
    const params = { subscription: SUBSCRIPTION, result: header };
    const text = JSON.stringify({ jsonrpc: "2.0", method: "eth_subscription", params });
    for (const socket of subscribed) socket.send(text);
  };
  return {
    tell() {
      if (subscribed.size > 0) void send();
    },
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
