"""A bidder's alert: python3 docs/bidder_alert.py http://localhost:42069 0xPROVER"""
import json, sys, time, urllib.error, urllib.request
from datetime import datetime, timezone

QUESTION = """query ($prover: String!, $duties: String, $open: String) {
  proverDuties(prover: $prover, minutes: 60, after: $duties, limit: 100) { pageInfo { hasNextPage endCursor }
    items { kind closesAt secondsLeft isDue obstacles request { id } } }
  biddableRequests(prover: $prover, after: $open, limit: 100) { pageInfo { hasNextPage endCursor }
    items { biddingEndsAt request { id maxFee } } } }"""

def ask(url, variables):
    body = json.dumps({"query": QUESTION, "variables": variables}).encode()
    while True:  # again when the server says when
        try:
            answer = json.load(urllib.request.urlopen(urllib.request.Request(
                url + "/graphql", body, {"content-type": "application/json"}), timeout=30))
        except urllib.error.HTTPError as error:
            answer = json.load(error)
        if "errors" not in answer:
            return answer["data"]
        error = answer["errors"][0]
        if error["extensions"]["code"] not in ("RATE_LIMITED", "TRY_AGAIN", "NOT_INDEXED_YET"):
            sys.exit(error["message"])
        time.sleep(error["extensions"].get("retryAfter", 2))

def rows(url, prover, name, cursor):
    page = {"pageInfo": {"hasNextPage": True, "endCursor": None}}
    while page["pageInfo"]["hasNextPage"]:
        page = ask(url, {"prover": prover, cursor: page["pageInfo"]["endCursor"]})[name]
        yield from page["items"]

url, prover = sys.argv[1:]
at = lambda seconds: datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
lines = [f"{d['kind']} {d['request']['id']} by {at(d['closesAt'])}, {d['secondsLeft']} s left"
         + ", DUE" * d["isDue"] + "".join(f", {o}" for o in d["obstacles"])
         for d in rows(url, prover, "proverDuties", "duties")]
for row in rows(url, prover, "biddableRequests", "open"):
    fee = int(row["request"]["maxFee"]) // 10**16  # wei are exact in Python, too
    lines.append(f"BID {row['request']['id']} until {at(row['biddingEndsAt'])}, up to {fee // 100}.{fee % 100:02} BREV")
print("\n".join(lines) or "Nothing to do.")
