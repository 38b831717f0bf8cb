import { signal } from "@preact/signals";
import { describe, expect, test } from "vitest";
import type { OwnMessage } from "../src/chat/entry.js";
import { groupIdOf } from "../src/chat/group-name.js";
import { toWire } from "../src/chat/outbox.js";
import { Room } from "../src/chat/room.js";
import { Rooms } from "../src/chat/rooms.js";

describe("a group's name", () => {
  test.each([
    ["Dev Team", "dev-team"],
    ["  dev   team ", "dev-team"],
    ["Crew №1", "crew-no1"],
    ["Überfahrt", "überfahrt"],
    ["///", ""],
    ["", ""],
  ])("%j leads to %j", (name, id) => {
    expect(groupIdOf(name)).toBe(id);
  });
});

describe("rooms", () => {
  test("a group is joined once, whatever it is called", () => {
    const rooms = new Rooms();
    const crew = rooms.add("crew", "Crew");
    expect(rooms.add("crew", "CREW")).toBe(crew);
    expect(rooms.all.value.map(({ title }) => title)).toEqual(["Agent", "Crew"]);
  });

  test("what is said elsewhere is unread until the room is opened", () => {
    const rooms = new Rooms();
    const crew = rooms.add("crew", "Crew");
    rooms.heard(crew);
    rooms.heard(crew);
    rooms.heard(rooms.direct);
    expect([crew.unread.value, rooms.direct.unread.value]).toEqual([2, 0]);
    rooms.show(crew);
    expect(crew.unread.value).toBe(0);
  });

  test("leaving the open room opens the direct one, which cannot be left", () => {
    const rooms = new Rooms();
    const crew = rooms.add("crew", "Crew");
    rooms.show(crew);
    rooms.remove(crew);
    rooms.remove(rooms.direct);
    expect(rooms.open.value).toBe(rooms.direct);
    expect(rooms.all.value).toEqual([rooms.direct]);
  });

  test("stopping a room stops every answer that is under way in it", () => {
    const room = new Room(undefined, "Agent");
    const stopped: string[] = [];
    for (const id of ["a", "b", "c"]) room.began(id, () => stopped.push(id));
    room.ended("b");
    expect(room.answering.value).toBe(true);
    room.stop();
    expect(stopped).toEqual(["a", "c"]);
    room.ended("a");
    room.ended("c");
    expect(room.answering.value).toBe(false);
  });
});

describe("a message on the wire", () => {
  const message: OwnMessage = {
    kind: "own",
    id: "m1",
    wireId: signal("m1"),
    at: 0,
    text: "Hello",
    quote: undefined,
    pictures: [],
    delivery: signal({ status: "queued" }),
  };

  test("to the agent alone it is what was typed", () => {
    expect(toWire(new Room(undefined, "Agent"), message)).toEqual({
      content: "Hello",
      messageId: "m1",
      chatType: "direct",
    });
  });

  test("to a group, in reply to a message, with a picture", () => {
    const whole: OwnMessage = {
      ...message,
      quote: { messageId: "m0", author: "Bob", text: "What?" },
      pictures: [{ name: "a.jpg", mimeType: "image/jpeg", data: "AAAA" }],
    };
    expect(toWire(new Room("crew", "Crew"), whole)).toEqual({
      content: "Hello",
      messageId: "m1",
      chatType: "group",
      groupId: "crew",
      groupSubject: "Crew",
      replyToMessageId: "m0",
      replyToBody: "What?",
      attachments: [{ name: "a.jpg", mimeType: "image/jpeg", data: "AAAA" }],
    });
  });
});
