"""A bidder's alert: python3 docs/bidder_alert.py http://localhost:42069 0xPROVER [--follow]"""
import json, signal, sys, time, urllib.error, urllib.request
from datetime import datetime, timezone

QUESTION = """query ($prover: String!, $duties: String, $open: String) {
  proverDuties(prover: $prover, minutes: 60, after: $duties, limit: 100) { pageInfo { hasNextPage endCursor }
    items { kind closesAt secondsLeft isDue obstacles request { id } } }
  biddableRequests(prover: $prover, after: $open, limit: 100) { pageInfo { hasNextPage endCursor }
    items { biddingEndsAt request { id maxFee } } } }"""
PASSING = ("NO_ANSWER", "RATE_LIMITED", "TRY_AGAIN", "NOT_INDEXED_YET", "DATABASE_UNAVAILABLE")

if len(sys.argv) not in (3, 4) or sys.argv[3:] not in ([], ["--follow"]):
    sys.exit("Usage: bidder_alert.py URL PROVER [--follow]")
url, prover, *mode = sys.argv[1:]
signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it, without a stack

def post(body):
    try:
        try:
            return json.load(urllib.request.urlopen(urllib.request.Request(
                url + "/graphql", body, {"content-type": "application/json"}), timeout=30))
        except urllib.error.HTTPError as refusal:  # its body says why
            return json.load(refusal)
    except (OSError, ValueError) as error:
        message = f"The indexer at {url} does not answer: {getattr(error, 'reason', error)}"
        return {"errors": [{"message": message, "extensions": {"code": "NO_ANSWER"}}]}

def ask(variables):
    body = json.dumps({"query": QUESTION, "variables": variables}).encode()
    while "errors" in (answer := post(body)):  # again when the server says when, with --follow as long as it is away
        code, message = answer["errors"][0]["extensions"]["code"], answer["errors"][0]["message"]
        if code not in PASSING or (code == "NO_ANSWER" and not mode):
            sys.exit(message)
        print(message, file=sys.stderr)
        time.sleep(answer["errors"][0]["extensions"].get("retryAfter", 2))
    return answer["data"]

def rows(name, cursor):
    page = {"pageInfo": {"hasNextPage": True, "endCursor": None}}
    while page and page["pageInfo"]["hasNextPage"]:  # there are none for an address that is no prover's
        page = ask({"prover": prover, cursor: page["pageInfo"]["endCursor"]})[name]
        yield from page["items"] if page else []

at = lambda seconds: datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
said = set()  # each thing is said when it appears, and once more when it is due
while True:
    lines = {(d["kind"], d["request"]["id"], d["isDue"], *d["obstacles"]):
             f"{d['kind']} {d['request']['id']} by {at(d['closesAt'])}, {d['secondsLeft']} s left"
             + ", DUE" * d["isDue"] + "".join(f", {o}" for o in d["obstacles"])
             for d in rows("proverDuties", "duties")}
    for row in rows("biddableRequests", "open"):
        fee = int(row["request"]["maxFee"]) // 10**16  # wei are exact in Python, too
        lines["BID", row["request"]["id"]] = (f"BID {row['request']['id']} until {at(row['biddingEndsAt'])},"
                                              f" up to {fee // 100}.{fee % 100:02} BREV")
    new = [line for what, line in lines.items() if what not in said]
    if new or not mode:
        print("\n".join(new) or "Nothing to do.", flush=True)
    said |= lines.keys()
    if not mode:
        break
    time.sleep(15)
