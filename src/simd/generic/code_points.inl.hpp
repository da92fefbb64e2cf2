// Code points of a fixed width to UTF-8: blocks of ASCII, which the compiler makes vector instructions of,
// and characters one by one between them.
//
// Included inside a level's namespace and target region; the includer has included <cstddef> and <cstdint>.
// No guard: every level gets its own copy.

template <typename Unit>
static std::size_t encode_points(const Unit* in, std::size_t& count, char* out) {
  constexpr std::size_t kBlock = 16;
  const Unit* const begin = in;
  const Unit* const end = in + count;
  char* to = out;
  while (in != end) {
    if (end - in >= static_cast<std::ptrdiff_t>(kBlock)) {
      Unit any = 0;
      for (std::size_t i = 0; i < kBlock; ++i) any = static_cast<Unit>(any | in[i]);
      // Where not all are ASCII only the front of this counts.
      for (std::size_t i = 0; i < kBlock; ++i) to[i] = static_cast<char>(in[i]);
      if (any < 0x80) {
        in += kBlock;
        to += kBlock;
        continue;
      }
      while (*in < 0x80) {
        ++in;
        ++to;
      }
    }
    do {
      const std::uint32_t c = *in;
      if ((c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF) {
        count = static_cast<std::size_t>(in - begin);
        return static_cast<std::size_t>(to - out);
      }
      if (c < 0x80) {
        *to++ = static_cast<char>(c);
      } else if (c < 0x800) {
        *to++ = static_cast<char>(0xC0 | c >> 6);
        *to++ = static_cast<char>(0x80 | (c & 0x3F));
      } else if (c < 0x10000) {
        *to++ = static_cast<char>(0xE0 | c >> 12);
        *to++ = static_cast<char>(0x80 | (c >> 6 & 0x3F));
        *to++ = static_cast<char>(0x80 | (c & 0x3F));
      } else {
        *to++ = static_cast<char>(0xF0 | c >> 18);
        *to++ = static_cast<char>(0x80 | (c >> 12 & 0x3F));
        *to++ = static_cast<char>(0x80 | (c >> 6 & 0x3F));
        *to++ = static_cast<char>(0x80 | (c & 0x3F));
      }
      ++in;
    } while (in != end && (*in >= 0x80 || end - in < static_cast<std::ptrdiff_t>(kBlock)));
  }
  return static_cast<std::size_t>(to - out);
}
