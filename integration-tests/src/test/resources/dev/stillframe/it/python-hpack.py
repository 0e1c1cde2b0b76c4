"""An encoder and a decoder of Python's hpack, led by lines on the standard input; one line in answer to each.

limit SIZE                  what the decoder allows its peer's table from now on
table SIZE                  what the encoder's table may have from now on
decode HEX                  a field block; the answer has its fields
encode HUFFMAN FIELD ...    the answer is their block; Huffman codes are used for 1, not for 0

A field is NEVER:NAME:VALUE, name and value in hexadecimal digits, NEVER 1 for one that is never indexed.
"""

import sys

import hpack


def main():
    encoder = hpack.Encoder()
    decoder = hpack.Decoder(max_header_list_size=1 << 24)
    for line in sys.stdin:
        words = line.split()
        try:
            answer = follow(encoder, decoder, words[0], words[1:])
        except hpack.HPACKError as error:
            answer = "error %s %s" % (type(error).__name__, error)
        print("." + answer, flush=True)


def follow(encoder, decoder, verb, words):
    if verb == "limit":
        decoder.max_allowed_table_size = int(words[0])
        return ""
    if verb == "table":
        encoder.header_table_size = int(words[0])
        return ""
    if verb == "decode":
        fields = decoder.decode(bytes.fromhex(words[0] if words else ""), raw=True)
        return " ".join(
            "%d:%s:%s" % (0 if field.indexable else 1, field[0].hex(), field[1].hex()) for field in fields
        )
    if verb == "encode":
        fields = [word.split(":") for word in words[1:]]
        return encoder.encode(
            [(bytes.fromhex(name), bytes.fromhex(value), never == "1") for never, name, value in fields],
            huffman=words[0] == "1",
        ).hex()
    raise ValueError(verb)


main()
