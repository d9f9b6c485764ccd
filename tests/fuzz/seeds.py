"""Writes the hand-made seeds of the fuzz targets: python3 tests/fuzz/seeds.py tests/fuzz/corpus

A seed is there for a rule: its name says which. Seeds that hold whole stores are made by seeds.c, through the library."""
import os
import struct
import sys


def number(value, size):
    return value.to_bytes(size, "little")


# The small form of a store file: container.h
def section(kind, data):
    return b"S" + number(kind, 3) + number(len(data), 2) + data


def frame(kind, data):
    return b"F" + bytes([kind]) + number(len(data), 2) + data


def patch(place, offset, data):
    return b"P" + bytes([place]) + number(offset, 2) + bytes([len(data)]) + data


COMMIT, SLOTS_NOW, SUMS_AGAIN = b"C", b"D", b"R\x1f"
HEADER, SLOT_0, SLOT_1, TABLE, JOURNAL = range(5)


def zeros(count):
    return b"Z" + bytes([count])


def cut(size):
    return b"T" + number(size, 2)


def hostile(place, offset, value, size):
    return patch(place, offset, number(value, size)) + SUMS_AGAIN


def journal_seeds():
    whole = (section(1, b"first") + section(2, b"x" * 70) + frame(7, b"hello") + COMMIT
             + frame(8, b"") + frame(9, b"more") + COMMIT)
    most = 2**64 - 1
    seeds = {
        "empty": b"",
        "one_commit": frame(1, b"hello") + COMMIT,
        "sections": section(1, b"abc") + section(2, b""),
        "both": whole,
        "behind_slots": frame(7, b"a") + COMMIT + SLOTS_NOW + frame(7, b"b") + COMMIT,
        "torn_tail": whole + frame(7, b"never"),
        "zero_tail": whole + zeros(100),
        "torn_then_zero": whole + frame(7, b"never") + zeros(3),
        "magic": whole + patch(HEADER, 0, b"N"),
        "version": whole + hostile(HEADER, 16, 2, 4),
        "sections_many": whole + hostile(HEADER, 20, 65536, 4),
        "sections_zero": whole + hostile(HEADER, 20, 0, 4),
        "start_far": whole + hostile(HEADER, 24, 1 << 62, 8),
        "start_odd": whole + hostile(HEADER, 24, 12288 + 64, 8),
        "generation_zero": whole + hostile(HEADER, 32, 0, 8),
        "generation_most": whole + hostile(HEADER, 32, most, 8),
        "commits_most": whole + hostile(HEADER, 40, most, 8),
        "header_check": whole + patch(HEADER, 40, number(3, 8)),
        "slot_end_far": whole + patch(SLOT_0, 8, number(1 << 40, 8)) + hostile(SLOT_1, 8, 1 << 40, 8),
        "slot_bad": whole + patch(SLOT_0, 0, number(9, 8)),
        "slot_bad_tail": whole + zeros(1) + patch(SLOT_0, 0, number(9, 8)),
        "slots_same": whole + hostile(SLOT_0, 0, 2, 8),
        "slot_sequence_most": whole + hostile(SLOT_1, 0, most, 8),
        "slot_sequence_most_tail": whole + frame(7, b"never") + hostile(SLOT_1, 0, most, 8),
        "section_offset": whole + hostile(TABLE, 8, 0, 8),
        "section_size": whole + hostile(TABLE, 16, most, 8),
        "section_size_wraps": whole + patch(TABLE, 4, number(0, 4)) + patch(TABLE, 16, number(most, 8)) + b"R\x1e",
        "section_size_wraps_last": section(1, b"") + patch(TABLE, 16, number(most, 8)) + b"R\x1e",
        "slot_end_odd": whole + patch(SLOT_1, 8, number(12288 + 4096 + 4, 8)) + b"R\x0f",
        "slot_commits": whole + patch(SLOT_1, 16, number(1, 8)) + b"R\x08",
        "behind_slots_damaged": frame(7, b"a") + COMMIT + SLOTS_NOW + frame(7, b"b") + COMMIT + zeros(2) + patch(JOURNAL, 80, b"X"),
        "section_check": whole + patch(TABLE, 64, b"X"),
        "padding": whole + patch(TABLE, 64 + 5, b"X") + SUMS_AGAIN,
        "frame_size": whole + hostile(JOURNAL, 0, 2**31 - 1, 4),
        "frame_type": whole + hostile(JOURNAL, 4, 2**31, 4),
        "frame_commit": whole + hostile(JOURNAL, 8, 7, 8),
        "frame_payload": whole + patch(JOURNAL, 24, b"H"),
        "later_commit": whole + patch(JOURNAL, 24, b"H") + frame(7, b"later") + COMMIT,
        "cut_frame": whole + cut(9),
        "cut_snapshot": whole + cut(4096 + 200),
        "cut_slots": whole + cut(12000),
        "cut_all": whole + cut(65535),
    }
    maps, allocates = b"\1", b"\3"
    out = {name: data + maps for name, data in seeds.items()}
    for name in ("both", "torn_tail", "section_size"):
        out["read_" + name] = seeds[name] + b"\0"
    for name in ("both", "slot_bad_tail", "slot_sequence_most"):
        out["preallocated_" + name] = seeds[name] + allocates
    return out


# What a store file holds: docs/file-format.md, 9 and 10
SETTINGS = b"EUR\0" + number(2, 4) + number(0, 4) + number(0, 4)
COLUMN_WIDTHS = [8, 2, 2, 4, 4, 2, 1, 8, 8, 4, 16]
FILE_ORDER = [0, 7, 8, 10, 3, 4, 9, 1, 2, 5, 6]


def numbers(values, width):
    return b"".join(number(value % 256**width, width) for value in values)


def text(value):
    return number(len(value), 4) + value


def customers_record(keys, first=1):
    return frame(2, number(first, 8) + number(len(keys), 4) + b"".join(bytes([len(k)]) + k for k in keys))


def events_record(customers, columns, count=None):
    present = sum(1 << c for c in columns)
    return frame(9, number(len(customers) if count is None else count, 8) + number(present, 4) + number(0, 4)
                 + numbers(customers, 8) + b"".join(numbers(columns[c], COLUMN_WIDTHS[c]) for c in FILE_ORDER if c in columns))


def snapshot(changes=None):
    """Sections of a small store of everything; a change replaces one, or with None takes it away."""
    keys = [b"anna", b"b", b"gone", b""]
    offsets = [0]
    for key in keys:
        offsets.append(offsets[-1] + len(key) + 1)
    score, city = 256, 6
    day = 86400000
    sections = {
        1: SETTINGS,
        16: b"".join(key + b"\0" for key in keys), 17: numbers(offsets, 8), 18: numbers([0, 0, 1, -1], 4),
        32: number(2, 4) + text(b"score"),
        33: b"Bonn\0", 34: numbers([0, 5], 8),
        48: number(1, 4) + number(1, 4) + struct.pack("<d", 1.5) + text(b"fitting"),
        49: number(1, 4) + text(b"podcast"),
        50: numbers([100, 1, 2], 8) + number(1, 4) + number(1, 4) + number(256, 2) + text(b"spring") + text(b"all") + text(b""),
        51: numbers([5, 3, 0, 0], 8) + text(b"lamp"),
        64: numbers([0, 2, 3], 8),
        65: numbers([day, 2 * day, 3 * day], 8), 66: numbers([5, 15, 256], 2), 67: numbers([0, 256, 1], 2),
        68: numbers([0, 1, 0], 4), 69: numbers([0, 1, 0], 4), 70: numbers([0, 1, 2], 2), 71: numbers([1, 1, 2], 1),
        72: numbers([0, 999, -5], 8), 73: numbers([0, 1, 2], 8), 74: numbers([-2**31, 4500, 0], 4),
        75: numbers([0, 1, 2], 16),
        65536 + city: numbers([2] + [0] * 63, 4),
        65536 + score: struct.pack("<d", 0.5) + bytes(63 * 8), 131072 + score: number(1, 8),
    }
    sections.update(changes or {})
    return b"".join(section(kind, data) for kind, data in sorted(sections.items()) if data is not None)


def note(name, saved, kind=1):
    return number(kind, 4) + number(saved is not None, 4) + text(name) + (text(saved) if saved is not None else b"")


def spend(channel, campaign, day, amount, zero=0):
    return number(channel, 2) + number(zero, 2) + number(campaign, 4) + number(day & 0xffffffff, 4) + number(0, 4) + number(amount & (2**64 - 1), 8)


def store_seeds():
    begin = frame(1, SETTINGS) + customers_record([b"anna", b"b"])
    city, birth_year, score = 65536 + 6, 65536 + 9, 65536 + 256
    value = struct.Struct("<QIIQ").pack
    hostile_sections = {
        "no_settings": {1: None}, "settings_longer": {1: SETTINGS + b"\0"}, "settings_digits": {1: SETTINGS[:4] + number(10, 4) + bytes(8)},
        "unknown_section": {2: b"x"}, "key_offsets_fall": {17: numbers([0, 7, 5, 12, 13], 8)}, "key_offsets_far": {17: numbers([0, 5, 7, 12, 2**40], 8)},
        "key_offsets_few": {17: numbers([0, 5], 8)}, "keys_alike": {16: b"anna\0b\0anna\0\0"}, "key_no_utf8": {16: b"ann\xff\0b\0gone\0\0"},
        "key_without_nul": {16: b"annaXb\0gone\0\0"}, "keys_without_offsets": {17: None},
        "redirect_self": {18: numbers([0, 0, 3, -1], 4)}, "redirect_gone": {18: numbers([0, 3, 1, -1], 4)},
        "redirect_far": {18: numbers([0, 0, 99, -1], 4)}, "redirect_many": {18: numbers([0] * 9, 4)}, "erased_with_key": {18: numbers([0, 0, -1, -1], 4)},
        "alive_without_key": {18: numbers([0, 0, 1, 0], 4)}, "gone_with_events": {64: numbers([0, 2, 2, 3], 8)},
        "anonymous_with_events": {64: numbers([0, 2, 2, 2, 3], 8), 18: numbers([0, 0, 1, -2], 4)},
        "attribute_type": {32: number(9, 4) + text(b"score")}, "attribute_twice": {32: 2 * (number(2, 4) + text(b"score"))},
        "text_empty": {33: b"\0", 34: numbers([0, 1], 8)}, "texts_alike": {33: b"x\0x\0", 34: numbers([0, 2, 4], 8)},
        "kind_weight": {48: number(1, 4) + number(1, 4) + struct.pack("<d", float("nan")) + text(b"fitting")},
        "kind_twice": {48: 2 * (number(1, 4) + number(1, 4) + struct.pack("<d", 1) + text(b"fitting"))},
        "channel_name_long": {49: number(1, 4) + number(2**31, 4) + b"podcast"},
        "campaign_channel": {50: numbers([100, 1, 2], 8) + number(1, 4) + number(1, 4) + number(300, 2) + text(b"s") + text(b"") + text(b"")},
        "campaign_channels": {50: numbers([100, 1, 2], 8) + number(1, 4) + number(2**32 - 1, 4) + text(b"s") + text(b"") + text(b"")},
        "campaign_end": {50: numbers([100, 2, 1], 8) + number(1, 4) + number(0, 4) + text(b"s") + text(b"") + text(b"")},
        "offer_twice": {51: 2 * (numbers([5, 3, 0, 0], 8) + text(b"lamp"))},
        "note_twice": {52: 2 * note(b"vip", b"orders > 1")}, "note_removed": {52: note(b"vip", None)}, "note_kind": {52: note(b"vip", b"true", 9)},
        "note_name": {52: note(b"a,b", b"true")}, "note_cut": {52: note(b"vip", b"true")[:-2]}, "note_no_utf8": {52: note(b"vip", b"\xff")},
        "spend_twice": {55: 2 * spend(10, 0, 19000, 5)}, "spend_none": {55: spend(10, 0, 19000, 0)}, "spend_negative": {55: spend(10, 0, 19000, -5)},
        "spend_channel": {55: spend(300, 0, 19000, 5)}, "spend_campaign": {55: spend(10, 99, 19000, 5)}, "spend_day": {55: spend(10, 0, -719163, 5)},
        "spend_cut": {55: spend(10, 0, 19000, 5)[:-1]}, "spend_zeros": {55: spend(10, 0, 19000, 5, 1)},
        "said_twice": {57: numbers([6, 2, 6, 1], 4)}, "said_nothing": {57: numbers([6, 0], 4)}, "said_more": {57: numbers([6, 3], 4)},
        "said_unknown": {57: numbers([99, 1], 4)}, "said_cut": {57: numbers([6, 1], 4)[:-1]},
        "event_offsets_overlap": {18: numbers([0, 0, -2, -1], 4), 16: b"anna\0b\0\0\0", 17: numbers([0, 5, 7, 8, 9], 8), 64: numbers([0, 2, 1, 3], 8)},
        "event_offsets_fall": {64: numbers([0, 4, 2, 3], 8)}, "event_offsets_short": {64: numbers([0, 2], 8)}, "event_offsets_far": {64: numbers([0, 2, 2**61], 8)},
        "event_offsets_many": {64: numbers([0, 2, 3, 3, 3, 3, 3], 8)}, "event_offsets_begin": {64: numbers([1, 2, 3], 8)},
        "events_unordered": {65: numbers([2, 1, 3], 8)}, "event_time": {65: numbers([1, 2, 2**62], 8)}, "event_column_short": {72: numbers([0, 1], 8)},
        "event_kind": {66: numbers([5, 15, 257], 2)}, "event_channel": {67: numbers([0, 300, 1], 2)}, "event_campaign": {68: numbers([0, 2, 0], 4)},
        "event_initiator": {71: numbers([1, 0, 4], 1)}, "event_amount": {72: numbers([0, -1, 0], 8)}, "event_no_kinds": {66: None},
        "values_odd": {city: numbers([2] * 65, 4)}, "values_many": {city: numbers([2] * 128, 4)}, "value_text_far": {city: numbers([3] + [0] * 63, 4)},
        "values_unknown": {65536 + 257: bytes(512), 131072 + 257: bytes(8)}, "values_gone": {city: numbers([0, 0, 2, 2] + [0] * 60, 4)},
        "value_beyond": {city: numbers([0] * 4 + [2] * 60, 4)},
        "present_short": {birth_year: bytes(512), 131072 + 9: b"\1"}, "present_missing": {birth_year: bytes(512)}, "present_alone": {131072 + 9: number(1, 8)},
        "present_beyond": {birth_year: bytes(512), 131072 + 9: number(2**64 - 1, 8)}, "value_infinite": {score: struct.pack("<d", float("inf")) + bytes(63 * 8)},
    }
    hostile_records = {
        "settings_twice": frame(1, SETTINGS) * 2, "settings_missing": customers_record([b"a"]), "record_unknown": begin + frame(99, b"x"),
        "customers_gap": begin + customers_record([b"c"], 4), "customers_alike": begin + customers_record([b"anna"]),
        "customers_many": begin + frame(2, number(3, 8) + number(2**32 - 1, 4) + b"\1c"), "customers_longer": begin + frame(2, number(3, 8) + number(1, 4) + b"\1cd"),
        "customers_nul": begin + customers_record([b"c\0d"]), "value_nobody": begin + frame(4, value(3, 9, 1, 1970)),
        "value_far": begin + frame(4, value(2**60, 9, 1, 1970)), "value_zero": begin + frame(4, value(0, 9, 1, 1970)),
        "value_attribute": begin + frame(4, value(1, 256, 1, 1)), "value_present": begin + frame(4, value(1, 9, 2, 1)),
        "value_offset": begin + frame(4, value(1, 16, 1, 1440)), "value_text": begin + frame(4, struct.pack("<QII", 1, 6, 1) + text(b"\xff")),
        "value_text_long": begin + frame(4, struct.pack("<QIII", 1, 6, 1, 2**32 - 1)),
        "events_more": begin + events_record([1], {0: [1], 1: [15], 6: [1]}, 2), "events_most": begin + events_record([1], {0: [1], 1: [15], 6: [1]}, 2**61),
        "events_none": begin + events_record([], {0: [], 1: [], 6: []}), "events_nobody": begin + events_record([3], {0: [1], 1: [15], 6: [1]}),
        "events_far": begin + events_record([2**40], {0: [1], 1: [15], 6: [1]}), "events_no_time": begin + events_record([1], {1: [15], 6: [1]}),
        "events_column": begin + events_record([1], {0: [1], 1: [15], 6: [0]}), "events_alike": begin + events_record([1, 1], {0: [1, 1], 1: [15, 15], 6: [1, 1], 10: [7, 7]}),
        "note_gone": begin + frame(10, note(b"vip", None)), "note_longer": begin + frame(10, note(b"vip", b"true") + b"x"),
        "note_there": begin + frame(10, number(1, 4) + number(2, 4) + text(b"vip")), "note_long": begin + frame(10, numbers([1, 1, 2**32 - 1], 4)),
        "spend_far": begin + frame(13, spend(10, 0, 2932897, 5)), "spend_empty": begin + frame(13, b""), "spend_longer": begin + frame(13, spend(10, 0, 1, 5) + b"x"),
        "said_far": begin + frame(15, numbers([2**32 - 1, 1], 4)), "said_else": begin + frame(15, numbers([6, 3], 4)),
        "said_longer": begin + frame(15, numbers([6, 1, 0], 4)), "events_reverse": begin + events_record([2, 1, 1], {0: [1, 3, 2], 1: [15, 15, 18], 6: [1, 1, 1], 7: [1, 2, -2]}),
    }
    tail = b"\x3f\x01"  # do everything; the table can map
    out = {"made_snapshot": snapshot() + tail}
    vip, late = note(b"vip", b"orders > 1"), note(b"late", b"segment(vip) and not country is missing")
    out["made_notes"] = snapshot({52: vip + late}) + tail
    out["made_note_records"] = begin + frame(10, vip) + frame(10, late) + COMMIT + frame(10, note(b"vip", None)) + frame(10, note(b"late", b"true")) + COMMIT + tail
    out["made_said"] = snapshot({57: numbers([4, 1, 6, 2], 4)}) + tail
    out["made_said_records"] = begin + frame(15, numbers([6, 2], 4)) + COMMIT + frame(15, numbers([6, 0], 4)) + frame(15, numbers([4, 1], 4)) + COMMIT + tail
    out["made_spends"] = snapshot({55: spend(10, 0, 19000, 500) + spend(0, 0, -5, 2**63 - 1)}) + tail
    out["made_spend_records"] = (begin + frame(13, spend(10, 0, 19000, 500) + spend(23, 0, 19000, 7)) + COMMIT +
                                 frame(13, spend(10, 0, 19000, 0) + spend(23, 0, 19001, 9)) + COMMIT + tail)
    out.update({"hostile_" + name: snapshot(change) + tail for name, change in hostile_sections.items()})
    out.update({"hostile_" + name: data + COMMIT + tail for name, data in hostile_records.items()})
    return out


def parse_seeds():
    tail = struct.pack("<d", 1234.5) + b"\x05\x9f\x02"  # a number to format, an offset, 2 digits
    texts = {
        "date": "2024-02-29", "time": "2024-02-29T13:45:00Z", "fraction": "1969-12-31T23:59:59.999Z",
        "fraction_long": "2024-02-29 13:45:00.250125+05:30", "offset_short": "0001-01-01T00:00+0001",
        "first_day": "0001-01-01", "last": "9999-12-31T23:59:59.999-23", "no_such_day": "2023-02-29",
        "money": "-1234.50", "money_rounded": "0.005", "money_most": "92233720368547758.07",
        "money_least": "-92233720368547758.08", "money_beyond": "92233720368547758.075",
        "money_scale": "+0.000000000000000001", "whole_least": "-9223372036854775808",
        "real_most": "-1.7976931348623157e308", "real_small": "4.9e-324", "real_point": ".5", "real_tie": "9007199254740993",
        "yes": "yes", "hex": "0x1p3", "blank": " 5", "infinite": "inf", "utf8": "\u00e4\u20ac\U0001f600", "nothing": "",
    }
    out = {name: text.encode() + tail for name, text in texts.items()}
    out["utf8_surrogate"] = b"\xed\xa0\x80" + tail
    out["utf8_overlong"] = b"\xc0\xaf\xe0\x80\xaf" + tail
    out["empty"] = b""
    for name, value in {"tiny": 5e-324, "normal_least": 2.2250738585072014e-308, "exact_least": 1e-11, "exact_most": 1e16,
                        "third": 1 / 3, "ulp": 1 + 2**-52, "most": 1.7976931348623157e308}.items():
        out["number_" + name] = struct.pack("<d", value) + b"\x05\x9f\x02"
    return out


SKIP, REGISTER = 1, 2
PRODUCT, ORDER, TRANSLATE, ATTRIBUTES, HELD, NOTHING = 1, 2, 4, 8, 16, 32


def options(flags=0, delimiter=0, what=0, pieces=0x20):
    """As take_options() of fuzz_import.c reads them, from the end."""
    return (b"\0\0\0" + number(1439, 2) + number(40, 2) + number(12, 2)
            + bytes([what, delimiter, flags | pieces]))


def import_seeds():
    orders = b"customer,date,amount\n1,2024-01-31,12.50\n2,2024-02-01,0.005\n1,2024-02-29T23:59:59Z,-3\n"
    log = (b"customer,time,kind,channel,campaign,offer,variant,initiator,amount,cost,rating,reference\n"
           b"anna,2024-01-01T10:00:00+02:00,visit,email,spring,lamp,2,customer,,0.1,4.5,r1\n"
           b"b,2024-01-02,order,,,,,,10,,,r2\nb,2024-01-03,return,,,,,,-10,,,r2\n")
    lines = (b"customer;date;invoice;price;quantity\n1;2024-01-01;A;1.25;3\n1;2024-01-01;A;0.1;-1\n2;2024-01-02;A;5;1\n"
             b"2;2024-01-03;;7;2\n")
    people = b"customer,date,amount,city,birth_year,score,vip,seen,note\n1,2024-01-01,1,Bonn,1970,0.5,1,2024-01-01,\xe2\x82\xac\n1,2024-01-02,1,,,,,,\n"
    columns = (b"record,name,type,currency,exponent,day_offset,function,weight,properties,budget,price,unit_cost,start,end,"
               b"channels,audience,content,customer,time,kind,channel,campaign,offer,variant,initiator,amount,cost,rating,"
               b"reference").split(b",")

    def record(**fields):
        return b",".join(fields.get(name.decode(), b"") for name in columns) + b"\n"

    export = b",".join(columns) + b"\n" + record(record=b"store", currency=b"XXX", exponent=b"2", day_offset=b"0")
    return {
        "orders": orders + options(),
        "orders_crlf": b"\xef\xbb\xbf" + orders.replace(b"\n", b"\r\n") + options(),
        "orders_no_newline": orders[:-1] + options(),
        "orders_skip": orders + b"3,2024-13-01,5\n,2024-01-01,1\n4,2024-01-01,x\n5,2024-01-01\n" + options(SKIP),
        "orders_bad": orders + b"3,2024-13-01,5\n" + options(),
        "log": log + options(),
        "log_register": log + b"c,2024-01-04,fitting,podcast,,,,,,,,\n" + options(REGISTER),
        "log_unknown": log + b"c,2024-01-04,fitting,podcast,,,,,,,,\n" + options(SKIP),
        "log_control": log.replace(b"visit", b"vi\x0bsit") + options(REGISTER),
        "log_control_skip": log.replace(b"visit", b"vi\x0bsit") + options(SKIP | REGISTER),
        "export_control": export + record(record=b"kind", name=b"a\x0bb", weight=b"1", initiator=b"customer") + options(),
        "export_exists": export + record(record=b"kind", name=b"order", weight=b"99", initiator=b"business") + options(),
        "log_held": log + options(0, 1, HELD),
        "translated": b"customer,time,kind,channel\n1,2024-01-01,sale,mail\n1,2024-01-02,x,x\n" + options(0, 0, TRANSLATE),
        "lines": lines + options(0, 2, PRODUCT | ORDER),
        "lines_return": lines + b"2;2024-01-02;A;5;-3\n" + options(0, 0, PRODUCT | ORDER),
        "people": people + options(0, 0, ATTRIBUTES),
        "people_bad": people + b"1,2024-01-03,1,,x,inf,2,never,\xff\n" + options(SKIP, 0, ATTRIBUTES),
        "quotes": b'customer,date,amount\n"a ""b"", c",2024-01-01,"1"\n"two\nlines",2024-01-02,2\n' + options(),
        "quotes_open": b'customer,date,amount\na,2024-01-01,1\n"b,2024-01-01,1\n' + options(SKIP),
        "quotes_after": b'customer,date,amount\n"a"x,2024-01-01,1\n' + options(SKIP),
        "overflow": b"customer,date,amount\n1,2024-01-01,92233720368547758.07\n1,2024-01-01,92233720368547758.08\n" + options(SKIP),
        "no_cost": b"customer,date,amount,cost\n1,2024-01-01,1,x\n" + options(0, 0, NOTHING),
        "tabs": orders.replace(b",", b"\t") + options(0, 3),
        "export": export + record(record=b"customer", customer=b"a") + options(),
        "export_currency": export.replace(b"XXX", b"EUR") + options(),
        "header_only": b"customer,date\n" + options(),
        "header_twice": b"customer,client,date\n1,2,2024-01-01\n" + options(),
        "header_missing": b"customer,amount\n1,2\n" + options(),
        "nul": b"customer,date\n\0,2024-01-01\n" + options(SKIP),
        "blank_lines": b"customer,date\n\n1,2024-01-01\n\n\n" + options(SKIP),
        "empty": b"",
    }


def model_text(kind, parameters, ended="given", customers=0, likelihood="nan", note="", origin="given"):
    lines = ["netmkt-model 1", "model " + kind, "unit_days 7", "origin " + origin, "ended " + ended, f"customers {customers}", "left_out 0",
             f"distinct {customers}", "iterations 3", "log_likelihood " + likelihood, "correlation nan"]
    lines += [f"parameter {name} {value}" for name, value in parameters.items()]
    lines += ["covariance " + name + " nan" * len(parameters) for name in parameters]
    lines += [("note " + note).rstrip(), "end", ""]
    return "\n".join(lines).encode() + b"\0"


def state(purchases, spends, exponent=2, version=1):
    data = b"NMKTSTAT" + number(version, 4) + number(exponent, 4) + number(len(purchases), 8) + number(len(spends), 8)
    for row in purchases + spends:
        data += b"".join(number(value % 2**64, 8) for value in row)
    return data + b"\1"


def model_seeds():
    bgnbd = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
    rows = [(0, 0, 100, 30), (1, 10, 100, 7), (1, 50, 90, 3), (4, 80, 100, 2), (9, 99, 100, 1)]
    spends = [(1, 1000, 3), (2, 3001, 2), (4, 9999, 1)]
    text = model_text("bgnbd", bgnbd)
    return {
        "model_given": text,
        "model_fitted": model_text("bgnbd", bgnbd, "converged", 2357, "-9582.4", origin="store 1997-09-30T23:59:59Z"),
        "model_border": model_text("paretonbd", {"r": 1, "alpha": 2, "s": 1e-9, "beta": 3}, "boundary", 9, "-3", note="s ran to 0: nobody leaves"),
        "model_mbgnbd": model_text("mbgnbd", bgnbd),
        "model_bgbb": model_text("bgbb", {"alpha": 1.2, "beta": 0.75, "gamma": 0.66, "delta": 2.8}),
        "model_gammagamma": model_text("gammagamma", {"p": 6.25, "q": 3.74, "gamma": 15.44}),
        "model_lines_of_dos": text.replace(b"\n", b"\r\n"),
        "model_later_version": text.replace(b"netmkt-model 1", b"netmkt-model 2"),
        "model_negative": text.replace(b"r 0.243", b"r -0.243"),
        "model_huge": text.replace(b"r 0.243", b"r 1e308"),
        "model_cut": text[:100] + b"\0",
        "model_two_blanks": text.replace(b"parameter r ", b"parameter r  "),
        "state_empty": state([], []),
        "state_customers": state(rows, spends),
        "state_alike": state([(3, 50, 100, 40)], []),
        "state_never_back": state([(0, 0, 100, 40), (0, 0, 200, 5)], []),
        "state_many": state([(1, 1, 2, 2**62)], []),
        "state_not_ascending": state(rows[::-1], spends),
        "state_impossible": state([(1, 200, 100, 1)], []),
        "state_refunds": state(rows, [(1, -1000, 3), (2, 0, 2)]),
        "state_later_version": state(rows, spends, version=2),
        "state_exponent": state(rows, spends, exponent=10),
        "state_cut": state(rows, spends)[:70] + b"\1",
    }


def main():
    for name, seeds in {"models": model_seeds(), "journal": journal_seeds(), "store": store_seeds(), "parse": parse_seeds(), "import": import_seeds()}.items():
        folder = os.path.join(sys.argv[1], name)
        os.makedirs(folder, exist_ok=True)
        for file, data in seeds.items():
            with open(os.path.join(folder, file), "wb") as out:
                out.write(data)


main()
