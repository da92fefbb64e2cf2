#include "loader/base64.hpp"

#include <doctest/doctest.h>

using namespace btt;

TEST_CASE("round trip and the vectors of RFC 4648") {
  const std::pair<const char*, const char*> vectors[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}};
  for (const auto& [bytes, text] : vectors) {
    std::string out = "x";
    CHECK(loader::encode_base64(bytes) == text);
    CHECK(loader::decode_base64(text, out));
    CHECK(out == bytes);
  }
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  std::string out;
  CHECK(loader::decode_base64(loader::encode_base64(all), out));
  CHECK(out == all);
}

TEST_CASE("what is no base64") {
  std::string out;
  for (const char* text : {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "Z!==", "====", "Zm 9"}) {
    CAPTURE(text);
    CHECK_FALSE(loader::decode_base64(text, out));
  }
}
