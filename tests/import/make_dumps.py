#!/usr/bin/env python3
"""Makes dumps of an earlier system, with the mess that real ones have. The same arguments always make the same files.

    make_dumps.py                       # the samples beside this script: csv/, json/, old.sqlite, old.sql, old.env
    make_dumps.py --rows 100000 FOLDER  # the same kinds, with 100,000 rows
"""
import argparse, csv, datetime as dt, json, pathlib, random, sqlite3

FIRST = dt.datetime(2026, 9, 1, 8, 0)
NAMES = ["Dana Smith", "José Peña", "O'Brien, Pat", "李 Wei", "  Ana  García ", "Bob \"Hot\" Fields", None]
ISSUES = ["No heat", "AC is blowing warm", "Annual tune-up", "Leaking, since Monday\nin the basement", "Strange noise", None]
STATUSES = ["scheduled", "Confirmed", "COMPLETED", "cancelled", "Canceled", "no-show?", "pending", None]
CALL_STATUSES = ["completed", "no-answer", "voicemail", "transferred", "in-progress", None]
HAZARDS = ["gas_leak", "CO Alarm", "no heat", "flooding", "weird smell"]
WORDS = ["the furnace clicks twice", "nothing comes out of the vents", "it smells like dust", "the thermostat is blank",
         "upstairs is freezing", "the pilot light went out", "water under the air handler"]


def phone(rng, nth):
    line, area = f"{nth % 10000:04}", rng.choice(["214", "972", "469"])
    return rng.choice([f"+1{area}555{line}", f"({area}) 555-{line}", f"{area}.555.{line}", f"1{area}555{line}",
                       f"{area}555{line}.0", f"{area}-555-{line} x12"])


def tables(rows):
    rng = random.Random(7)
    locations = [
        {"id": 1, "code": "dal", "name": "Dallas", "timezone": "America/Chicago", "opening_hour": 8, "closing_hour": 17,
         "address": "1 Main St, Dallas"},
        {"id": 2, "code": "elp", "name": "El Paso", "timezone": "America/Denver", "opening_hour": 8, "closing_hour": 17,
         "address": None},
    ]
    calls, visits, dangers = [], [], []
    for nth in range(1, max(rows * 5 // 10, 1) + 1):
        started = FIRST + dt.timedelta(minutes=rng.randrange(0, 60 * 24 * 85), microseconds=rng.randrange(0, 10**6))
        caller = None if nth % 17 == 0 else "anonymous" if nth % 23 == 0 else phone(rng, nth % max(rows // 4, 3))
        words = f"Agent: Thank you for calling.\nCaller: {rng.choice(WORDS)}, case {nth}.\nAgent: I see."
        transcript = [words, json.dumps([{"role": "assistant", "content": "Hello."}, {"role": "user", "content": rng.choice(WORDS)}]),
                      f"Spoke about {rng.choice(WORDS)}; card 4111 1111 1111 1111", None][nth % 4]
        calls.append({"id": nth, "call_sid": f"CA{nth:032x}", "caller_phone": caller, "status": rng.choice(CALL_STATUSES),
                      "started_at": started.isoformat(" "), "duration_seconds": None if nth % 13 == 0 else rng.randrange(5, 900),
                      "transcript": transcript, "model_used": "gpt-4o-mini"})
    for nth in range(1, max(rows * 4 // 10, 1) + 1):
        starts = FIRST + dt.timedelta(days=rng.randrange(0, 110), hours=rng.randrange(-3, 10), minutes=rng.choice([0, 15, 30]))
        written = starts.isoformat(rng.choice([" ", "T"]))
        if nth % 19 == 0:
            written = starts.strftime("%m/%d/%Y %I:%M %p")
        if nth % 29 == 0:
            written = starts.isoformat() + "-06:00"
        if nth == 3:
            written = "2026-11-01 01:30:00"  # The clock has this time twice.
        if nth == 7:
            written = "tomorrow morning"
        linked = calls[(nth * 7) % len(calls)]["call_sid"] if nth % 3 == 0 else None
        visits.append({"id": nth, "customer_name": NAMES[nth % len(NAMES)],
                       "customer_phone": None if nth % 11 == 0 else "555-0142" if nth == 5 else phone(rng, nth % max(rows // 4, 3)),
                       "scheduled_at": written, "status": STATUSES[nth % len(STATUSES)], "is_cancelled": int(nth % 20 == 0),
                       "issue": ISSUES[nth % len(ISSUES)], "zip": rng.choice(["75201", "75201-1234", "2139", None]),
                       "location_id": 2 if nth % 6 == 0 else 1, "call_sid": linked,
                       "created_at": (starts - dt.timedelta(days=3, minutes=nth % 7)).isoformat(" "),
                       "customer_email": f"c{nth}@example.com" if nth % 4 == 0 else None})
    for nth in range(1, max(rows // 10, 1) + 1):
        linked = calls[(nth * 3) % len(calls)]
        dangers.append({"id": nth, "call_sid": None if nth % 9 == 0 else linked["call_sid"], "emergency_type": HAZARDS[nth % len(HAZARDS)],
                        "description": rng.choice(WORDS), "was_transferred": nth % 2, "created_at": linked["started_at"]})
    visits.append(dict(visits[0]))  # A row with a key that another row has.
    return {"locations": locations, "appointments": visits, "call_logs": calls, "emergency_logs": dangers,
            "alembic_version": [{"version_num": "9f3a"}]}


def write(folder, rows):
    made = tables(rows)
    (folder / "csv").mkdir(parents=True, exist_ok=True)
    (folder / "json").mkdir(exist_ok=True)
    database = folder / "old.sqlite"
    database.unlink(missing_ok=True)
    connection = sqlite3.connect(database)
    sql = []
    for table, content in made.items():
        columns = list(content[0])
        with open(folder / "csv" / f"{table}.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(content)
        with open(folder / "json" / f"{table}.json", "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1)
            file.write("\n")
        kinds = {column: "INTEGER" if all(isinstance(row[column], (int, type(None))) for row in content) else "TEXT" for column in columns}
        create = f"CREATE TABLE {table} ({', '.join(f'{column} {kind}' for column, kind in kinds.items())});"
        connection.execute(create)
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", [tuple(row.values()) for row in content])
        sql.append(create)
        quoted = lambda value: "NULL" if value is None else str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
        sql += [f"INSERT INTO {table} VALUES ({', '.join(quoted(value) for value in row.values())});" for row in content]
    connection.commit()
    connection.execute("VACUUM")
    connection.close()
    (folder / "old.sql").write_text("\n".join(sql) + "\n", encoding="utf-8")
    (folder / "old.env").write_text(
        "# The earlier system's settings.\nCOMPANY_NAME=\"Peak Heating & Air\"\nTIMEZONE=America/Chicago\nGREETING='Peak Heating, how can I help?'\n"
        "TRANSFER_NUMBER=(214) 555-0190\nEMERGENCY_PHONE=+12145550171\nOPENING_HOUR=8\nCLOSING_HOUR=17\n"
        "OPENAI_API_KEY=not-a-real-key\nDATABASE_URL=postgres://old\nTWILIO_ACCOUNT_SID=ACnot-a-real-one\nLOG_LEVEL=debug\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=pathlib.Path(__file__).parent, type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=60)
    arguments = parser.parse_args()
    write(arguments.folder, arguments.rows)


if __name__ == "__main__":
    main()
