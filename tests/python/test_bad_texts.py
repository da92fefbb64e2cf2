"""Files that are wrong as JSON, repeat keys, or name what is not there: refused or taken as the reference does."""

# JSON is full of braces, which .format() would want doubled.
# ruff: noqa: UP031

from __future__ import annotations

import json
from typing import Any

import _mutate
import pytest
import tokenizers
from test_bad_files import attempt, behaviour

import budtiktok

MODEL = '{"type":"WordLevel","vocab":{"[UNK]":0,"a":1},"unk_token":"[UNK]"}'
TRUNCATION = '"max_length":5,"strategy":"OnlyFirst","stride":0'
PADDING = '"strategy":"BatchLongest","direction":"Right","pad_id":0,"pad_type_id":0,"pad_token":"[PAD]"'
ADDED = '"id":2,"content":"<x>","single_word":false,"lstrip":false,"rstrip":false,"normalized":true,"special":false'
BERT = '"sep":["</s>",2],"cls":["<s>",0]'
TEMPLATE = '"single":[],"pair":[],"special_tokens":{}'
BPE = '"type":"BPE","vocab":{"a":0,"b":1,"ab":2}'
FIELDS = '"vocab":{"a":0,"b":1,"ab":2},"unk_token":"a"'


def text(section: str, raw: str) -> str:
    """Return a file whose section is this text."""
    mark = "@section@"
    return _mutate.file_with(section, mark).replace(json.dumps(mark), raw)


def added(**changes: Any) -> str:
    """Return an added token as JSON."""
    return json.dumps({**json.loads("{" + ADDED + "}"), **changes})


# What stands in a section, each compared with the reference.
SECTIONS: dict[str, list[str]] = {
    "version": ['"1.0"', '"2.0"', '""', "null", "1.0", '"1.0 "'],
    "truncation": [
        "{" + TRUNCATION + ',"stride":0}',
        "{" + TRUNCATION + ',"direction":"Left","direction":"Left"}',
        "{" + TRUNCATION + ',"unheard":1,"unheard":2}',
        '{"max_length":5,"strategy":{"OnlyFirst":null,"OnlyFirst":null},"stride":0}',
        '["Right",5,"OnlyFirst",0,1]',
        '["Right",5,"OnlyFirst"]',
        '[null,5,"OnlyFirst",0]',
        *(
            '{"max_length":%s,"strategy":"OnlyFirst","stride":%s}' % numbers
            for numbers in (
                ("5", "5"),
                ("5", "10"),
                ("0", "0"),
                ("1", "0"),
                ("18446744073709551615", "5"),
                ("18446744073709551616", "5"),
                ("5", "18446744073709551616"),
                ("5", "1e2"),
                ("5", "1.0"),
                ("5", "-1"),
                ("5", "1e400"),
            )
        ),
        *(
            "{" + TRUNCATION + ',"unheard":' + value + "}"
            for value in (
                *("99999999999999999999999999999999", "-99999999999999999999999999999999", "-9223372036854775809"),
                *("1e-400", "1E5", "01", "1.", ".5", "+5", "-", "1e", "Infinity", "-Infinity", "NaN", "nul", "0x10"),
                *('"\\ud83d\\ude00"', '"\t"', '"\\x"', '"\\u00"', '"\\/\\u0000\x7f"', "'x'", "[1,]", "[,1]", '{"a"}'),
            )
        ),
    ],
    "padding": [
        "{" + PADDING + ',"pad_id":1}',
        "{" + PADDING + ',"unheard":1}',
        "{" + PADDING + ',"pad_to_multiple_of":0}',
        '["BatchLongest","Right",0,0,0,"x"]',
        '["BatchLongest","Right",8,0,0]',
        "{" + PADDING.replace('"BatchLongest"', '{"Fixed":1,"Fixed":1}') + "}",
        "{" + PADDING.replace('"BatchLongest"', '{"Fixed":0}') + "}",
        "{" + PADDING.replace('"BatchLongest"', '"Fixed"') + "}",
    ],
    "added_tokens": [
        "null",
        "{}",
        "[{" + ADDED + ',"id":2}]',
        "[{" + ADDED + ',"unheard":1,"unheard":2}]',
        f"[{added(content='')}]",
        f"[{added(content=' ')}]",
        f"[{added(content='a')}]",
        f"[{added(content='[UNK]', special=True)}]",
        f"[{added()},{added()}]",
        f"[{added()},{added(special=True)}]",
        f"[{added()},{added(single_word=True, lstrip=True)}]",
        f"[{added(id=2000)}]",
        f"[{added(id=0)},{added(id=0, content='<y>')}]",
        f"[{added(id=7, content='<y>')},{added(id=3)}]",
        f"[{added(content='日本')},{added(content='日')}]",
        "[{" + ADDED.replace("<x>", "\\ud800") + "}]",
    ],
    "normalizer": [
        "[]",
        '["NFC"]',
        '["NFC",1]',
        '[{"NFC":null}]',
        '[{"NFC":{}}]',
        '[["NFC"]]',
        '[[["NFC"]]]',
        '["Lowercase"]',
        '["ByteLevel"]',
        "[true,true,null,true]",
        "[true,true,null]",
        "[true,false]",
        '[{"String":"a"},"b"]',
        '{"type":{"NFC":null}}',
        '{"type":{"NFC":null,"NFD":null}}',
        '{"type":"NFC","type":"NFD"}',
        '{"type":"NFC","type":"Unheard"}',
        '{"type":"Prepend","type":"Strip","prepend":"b"}',
        '{"type":"Prepend","prepend":"a","prepend":"b"}',
        '{"prepend":"a","prepend":"b"}',
        '{"type":"Replace","pattern":{"String":"a","String":"b"},"content":"b"}',
        '{"type":"Replace","pattern":{"Regex":"["},"content":"b"}',
        '{"type":"Precompiled"}',
        '{"type":"Precompiled","precompiled_charsmap":null}',
        *(
            '{"type":"Precompiled","precompiled_charsmap":"%s"}' % m
            for m in ("", "!!!!", "AAAA", "AAAAAA==", "AAAAAGFi")
        ),
        *(
            '{"type":"Precompiled","precompiled_charsmap":"%s"}' % m
            for m in ("AAAAAP8=", "BAAAAAAAAAA=", "AAQAAAAAAAA=")
        ),
        '{"precompiled_charsmap":"BAAAAAAAAAA="}',
    ],
    "pre_tokenizer": [
        "[]",
        '["BertPreTokenizer"]',
        '["Whitespace",1]',
        '[{"Whitespace":null}]',
        '["Digits",true]',
        '["Metaspace","_",null,"always",true,null]',
        '["Metaspace","_",false,"never",true,"x"]',
        '["Metaspace","_",false,"first",true,"x"]',
        '["Metaspace","_",null,"always",true]',
        '["Split",{"String":"a"},{"Isolated":null},false]',
        '["Split",{"String":"a"},"Isolated"]',
        '{"type":{"Digits":null},"individual_digits":true}',
        '{"type":{"CharDelimiterSplit":null},"delimiter":"-"}',
        '{"type":"Delimiter","delimiter":"-"}',
        '{"type":"Whitespace","type":"Digits"}',
        '{"type":"Digits","individual_digits":true,"individual_digits":false}',
        '{"type":"Punctuation","behavior":{"Isolated":{}}}',
        '{"type":"Split","pattern":{"String":"a"},"behavior":{"Isolated":{}},"invert":false}',
        '{"type":"FixedLength","length":0}',
    ],
    "post_processor": [
        '[["</s>",2],["<s>",0],true,true]',
        '[["</s>",2],["<s>",0]]',
        '[["</s>",2],["<s>",0],true]',
        "[[],[],{}]",
        '[[{"Sequence":["A",0]}],[],{"x":["x",[0],["x"]]}]',
        '["ByteLevel",true,true,true]',
        "{" + BERT + ',"cls":["x",1]}',
        "{" + BERT + ',"trim_offsets":true,"add_prefix_space":true,"trim_offsets":true}',
        "{" + BERT + ',"type":1,"type":2}',
        '{"type":{"ByteLevel":null},"add_prefix_space":true,"trim_offsets":true}',
        '{"type":"ByteLevel","type":"ByteLevel","add_prefix_space":true,"trim_offsets":true}',
        '{"type":{"Sequence":null},"processors":[[["</s>",2],["<s>",0]]]}',
        '{"type":"Sequence","processors":[],"processors":[]}',
        '{"type":"Sequence","processors":[{' + TEMPLATE + "},{" + TEMPLATE + "}]}",
        "{" + TEMPLATE + ',"single":[]}',
        "{" + TEMPLATE + ',"unheard":1,"unheard":2}',
        '{"type":"Sequence","processors":[],' + TEMPLATE + "}",
        '{"single":[{"SpecialToken":{"id":"q","type_id":0}}],"pair":[],"special_tokens":{}}',
        '{"single":[{"Sequence":{"id":"B","type_id":0}}],"pair":[],"special_tokens":{}}',
        '{"single":[{"Sequence":{"id":"C","type_id":0}}],"pair":[],"special_tokens":{}}',
        '{"single":[{"Sequence":{"id":"a","type_id":0}}],"pair":[],"special_tokens":{}}',
        '{"single":["$A"],"pair":[],"special_tokens":{}}',
        '{"single":"$A","pair":"$A $B","special_tokens":{}}',
        '{"single":[],"pair":[],"special_tokens":[["x",0]]}',
        '{"single":[],"pair":[],"special_tokens":{"a":{"id":"a","ids":[0],"ids":[0],"tokens":["a"]}}}',
        '{"single":[],"pair":[],"special_tokens":{"a":["a",[0],["a"]],"a":["a",[1],["b"]]}}',
        '{"single":[{"Sequence":{"id":"A","type_id":0},"Sequence":{"id":"A","type_id":0}}],"pair":[],"special_tokens":{}}',
    ],
    "decoder": [
        '["x"]',
        '["Fuse"]',
        '["Fuse",1]',
        '["##",true]',
        '["|","<p>",true]',
        '["a",0,1]',
        '[{"String":"a"},"b"]',
        '["Metaspace","_",null,"always",true,"_"]',
        '["Sequence",[["a"]]]',
        '{"type":{"Fuse":null}}',
        '{"type":"Fuse","type":"Fuse"}',
        '{"type":"Fuse","suffix":"x","type":"x"}',
        '{"suffix":"x"}',
        '{"type":"Strip","content":"a","start":0,"stop":0,"stop":1}',
        '{"type":"Strip","content":"ab","start":0,"stop":0}',
        '{"type":"Strip","content":"a","start":0,"stop":18446744073709551615}',
        '{"type":"WordPiece","prefix":"\\ud800","cleanup":true}',
    ],
    "model": [
        "null",
        "[]",
        "{}",
        '["WordLevel",{"a":0},"a"]',
        '{"type":{"WordLevel":null},"vocab":{"a":0},"unk_token":"a"}',
        '{"type":{"WordLevel":{}},"vocab":{"a":0},"unk_token":"a"}',
        '{"type":"WordLevel","type":"WordLevel","vocab":{"a":0},"unk_token":"a"}',
        '{"type":"WordLevel","vocab":{"a":0},"unk_token":"a","vocab":{"b":1}}',
        '{"type":"WordLevel","vocab":5,"unk_token":"a","vocab":{"b":1}}',
        '{"type":"WordLevel","vocab":{"a":0,"a":3},"unk_token":"a"}',
        '{"type":"WordLevel","vocab":{"a":7,"b":3},"unk_token":"a"}',
        '{"type":"WordLevel","vocab":{},"unk_token":"a"}',
        '{"type":"WordLevel","vocab":{"b":0},"unk_token":"a"}',
        '{"type":"WordLevel","vocab":{"\\ud800":0},"unk_token":"a"}',
        '{"type":"WordLevel","vocab":{"":0},"unk_token":""}',
        '{"type":"WordLevel","vocab":{"b":0},"unk_token":"b","unheard":1e400}',
        # No type: the first reader that takes the object.
        "{" + FIELDS + ',"merges":["a b"]}',
        "{" + FIELDS + ',"merges":["a c"]}',
        "{" + FIELDS + ',"merges":["a"]}',
        "{" + FIELDS + ',"merges":"x"}',
        "{" + FIELDS + ',"merges":null}',
        "{" + FIELDS + ',"merges":[],"dropout":2}',
        "{" + FIELDS + ',"merges":["a b"],"continuing_subword_prefix":"##"}',
        "{" + FIELDS + ',"merges":["a c"],"continuing_subword_prefix":"##","max_input_chars_per_word":1}',
        "{" + FIELDS + ',"continuing_subword_prefix":"##","max_input_chars_per_word":-1}',
        "{" + FIELDS + ',"continuing_subword_prefix":"##","max_input_chars_per_word":"x"}',
        "{" + FIELDS + ',"continuing_subword_prefix":1,"max_input_chars_per_word":1}',
        "{" + FIELDS + ',"continuing_subword_prefix":"##"}',
        '{"vocab":{"a":0},"merges":["a"]}',
        '{"vocab":[["a",0.5]],"merges":[]}',
        '{"vocab":[],"unk_token":"x"}',
        '{"vocab":{"a":-1},"unk_token":"x"}',
        '{"vocab":[["a",0.5]],"unk_id":"x"}',
        # BPE
        "{" + BPE + "}",
        "{" + BPE + ',"merges":["a c"]}',
        "{" + BPE + ',"merges":["b a"]}',
        "{" + BPE + ',"merges":["a  b"]}',
        "{" + BPE + ',"merges":[""]}',
        "{" + BPE + ',"merges":["#version: 0.2","a b"]}',
        "{" + BPE + ',"merges":[["a","b"],"a b"]}',
        "{" + BPE + ',"merges":["a b",["a","b"]]}',
        "{" + BPE + ',"merges":[["a","b","c"]]}',
        "{" + BPE + ',"merges":[["a","b"],["a","b"]]}',
        "{" + BPE + ',"merges":{"a":"b"}}',
        "{" + BPE + ',"merges":["a b"],"continuing_subword_prefix":"##"}',
        "{" + BPE + ',"merges":[],"merges":["a b"]}',
        *(
            "{" + BPE + ',"merges":[],"dropout":%s}' % p
            for p in ("-0.0", "1", "1.0000000001", "1e-50", "2", "1e400", '"0.1"')
        ),
        '{"type":"BPE","vocab":{},"merges":[]}',
        '{"type":"BPE","vocab":{"a":0,"":1},"merges":["a "]}',
        '{"type":"BPE","vocab":{"a":0},"merges":[],"unk_token":"b"}',
        # WordPiece
        '{"type":"WordPiece","unk_token":"a","continuing_subword_prefix":"##","max_input_chars_per_word":0,"vocab":{}}',
        '{"type":"WordPiece","unk_token":"u","continuing_subword_prefix":"##","max_input_chars_per_word":9,"vocab":{"a":0}}',
        # Unigram
        *(
            '{"type":"Unigram","vocab":[["a",%s]]}' % s
            for s in ("5", "-0", "-0.0", "1e400", "-1e400", "1e-400", "null", "NaN")
        ),
        *(
            '{"type":"Unigram","vocab":[["a",%s]]}' % s
            for s in ("18446744073709551616", "1.7976931348623159e308", '"1"')
        ),
        *('{"type":"Unigram","vocab":%s,"unk_id":0}' % v for v in ("[]", '[["",1]]', '[["a",1e308],["b",-1e308]]')),
        *(
            '{"type":"Unigram","vocab":[["a",1]],"unk_id":%s}' % i
            for i in ("1", "-1", "0.0", "null", "18446744073709551616")
        ),
        '{"type":"Unigram","vocab":[["a",1]],"unk_id":0,"unk_id":null}',
        '{"type":"Unigram","vocab":[["a",1]],"byte_fallback":null}',
        '{"type":"Unigram","vocab":[["a",0.5]],"vocab":[["b",0.5]]}',
        '{"type":"Unigram","vocab":{"a":0.5},"vocab":[["b",0.5]]}',
        '{"type":"Unigram","vocab":{"a":0.5}}',
        '{"type":"Unigram","vocab":[["a"]]}',
        '{"type":"Unigram","vocab":[["a",0.5,1]]}',
        '{"type":"Unigram","vocab":[["a",1],["a",2],["b",3]],"unk_id":2}',
    ],
}

PLAIN = text("normalizer", "null")

# Whole files.
FILES = {
    "plain": PLAIN,
    "empty": "",
    "white space": " \n",
    "an array": "[]",
    "null": "null",
    "a number": "1",
    "a byte order mark": "\ufeff" + PLAIN,
    "text behind it": PLAIN + " x",
    "a second object": PLAIN + "{}",
    "white space behind it": PLAIN + " \n\t\r",
    "a form feed behind it": PLAIN + "\f",
    "a zero behind it": PLAIN + "\0",
    "a comma too many": PLAIN[:-1] + ",}",
    "a comment": PLAIN + "/*x*/",
    "cut off": PLAIN[:-20],
    "no model": '{"version":"1.0"}',
    "a model alone": '{"model":' + MODEL + "}",
    "an unknown section": PLAIN[:-1] + ',"x":1}',
    "a line end in a string": PLAIN.replace("[UNK]", "[U\nK]"),
    **{f"{name} first wrong": '{"%s":5,' % name + PLAIN[1:] for name in _mutate.VALID},
    **{f"{name} then null": PLAIN[:-1] + ',"%s":null}' % name for name in _mutate.VALID},
    "truncation, then none": '{"truncation":{' + TRUNCATION + "}," + PLAIN[1:],
    "a normalizer behind none": PLAIN[:-1] + ',"normalizer":{"type":"Prepend","prepend":"a"}}',
    "a second model": PLAIN[:-1] + ',"model":{"type":"WordLevel","vocab":{"q":0},"unk_token":"q"}}',
    "two Unigrams": PLAIN[:-1]
    + ',"model":{"type":"Unigram","vocab":[["q",1]]},"model":{"type":"Unigram","vocab":[["r",2]]}}',
    "a Unigram, then none": '{"model":{"type":"Unigram","vocab":[["q",1]]},' + PLAIN[1:],
    **{
        f"{levels} levels in {name}": text(name, section % ("[" * (levels - 2) + "]" * (levels - 2)))
        for name, section in {
            "normalizer": '{"type":"NFC","x":%s}',
            "pre_tokenizer": '{"type":"Whitespace","x":%s}',
            "post_processor": '{"type":"Sequence","processors":[],"x":%s}',
            "decoder": '{"type":"Fuse","x":%s}',
            "model": MODEL[:-1] + ',"x":%s}',
        }.items()
        for levels in (3, 126, 127, 128, 129, 300, 100_000)
    },
    "127 sequences": text("decoder", '{"type":"Sequence","decoders":[' * 62 + '{"type":"Fuse"}' + "]}" * 62),
    "129 sequences": text("decoder", '{"type":"Sequence","decoders":[' * 64 + '{"type":"Fuse"}' + "]}" * 64),
}

CASES = {f"{name}-{number}": text(name, raw) for name, raws in SECTIONS.items() for number, raw in enumerate(raws)}
CASES.update(FILES)


@pytest.mark.parametrize("name", CASES)
def test_text(name: str) -> None:
    (ours, our_result), (reference, its_result) = (
        attempt(lambda made=library.Tokenizer: made.from_str(CASES[name])) for library in (budtiktok, tokenizers)
    )
    assert ours == reference, f"{CASES[name][:400]}\n{our_result}\n{its_result}"
    if ours == "taken":
        assert behaviour(our_result, False) == behaviour(its_result, False), CASES[name][:400]
    else:
        # Malformed JSON is named by its byte, everything else by its path.
        assert isinstance(our_result, budtiktok.ParseError), repr(our_result)
        assert str(our_result).startswith("$") or " byte " in str(our_result), our_result


# What the reference takes and this library refuses, or the other way round: values that the JSON parser does not tell
# apart, or that the reference skips unread in truncation, padding and added tokens.
UNLIKE = {
    "the integer -0": ('{"max_length":5,"strategy":"OnlyFirst","stride":-0}', "taken"),
    "1e400 unread": ("{" + TRUNCATION + ',"x":1e400}', "refused"),
    "half a surrogate unread": ("{" + TRUNCATION + ',"x":"\\ud800"}', "refused"),
    "deep nesting unread": ("{" + TRUNCATION + ',"x":' + "[" * 200 + "]" * 200 + "}", "refused"),
}


@pytest.mark.parametrize("name", UNLIKE)
def test_known_differences(name: str) -> None:
    raw, expected = UNLIKE[name]
    ours, reference = (
        attempt(lambda made=library.Tokenizer: made.from_str(text("truncation", raw)))[0]
        for library in (budtiktok, tokenizers)
    )
    assert ours == expected
    assert reference != expected, "no difference any more"


# Two strings with one id: the reference's id -> string is whichever its hash map yields; string -> id, ids and offsets
# are not.
@pytest.mark.parametrize(
    "model",
    [
        '{"type":"WordLevel","vocab":{"a":1,"b":1,"u":0},"unk_token":"u"}',
        '{"type":"BPE","vocab":{"a":1,"b":1,"c":0},"merges":[]}',
        '{"type":"WordPiece","vocab":{"a":1,"b":1,"##a":1,"u":0},"unk_token":"u","continuing_subword_prefix":"##",'
        '"max_input_chars_per_word":10}',
    ],
)
def test_shared_ids(model: str) -> None:
    ours, reference = (library.Tokenizer.from_str(text("model", model)) for library in (budtiktok, tokenizers))
    assert ours.get_vocab() == reference.get_vocab()
    assert ours.get_vocab_size() == reference.get_vocab_size()
    for given in ("a b", "ba", "u c"):
        encodings = ours.encode(given), reference.encode(given)
        assert encodings[0].ids == encodings[1].ids
        assert encodings[0].offsets == encodings[1].offsets
    # Here the string that the file gives last.
    sharing = [token for token, number in json.loads(model)["vocab"].items() if number == 1]
    assert ours.id_to_token(1) == sharing[-1]
    assert reference.id_to_token(1) in sharing
