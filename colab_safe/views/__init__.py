"""The decoded forms of a segment: one file per decoder, the table of decoders, and the search for texts to decode."""
