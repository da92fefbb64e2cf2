#include "loader/convert.hpp"

namespace btt::loader {

Converted convert_sentencepiece(const Source& source) {
  throw Error(Status::kUnsupported, source.vocab_path + ": not yet");
}

}  // namespace btt::loader
