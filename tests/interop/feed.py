"""What a feed reader makes of a feed: read from standard input, printed as JSON."""

import json
import sys

import feedparser

read = feedparser.parse(sys.stdin.buffer.read())
feed = read.feed
print(json.dumps({
    "bozo": bool(read.bozo),
    "version": read.version,
    "language": feed.get("language"),
    "id": feed.id,
    "title": feed.title,
    "subtitle": feed.subtitle,
    "author": feed.author,
    "links": {link.rel: link.href for link in feed.links},
    "entries": [
        {
            "id": entry.id,
            "title": entry.title,
            "text": entry.content[0].value,
            "link": entry.link,
            "updated": list(entry.updated_parsed[:6]),
        }
        for entry in read.entries
    ],
}))
