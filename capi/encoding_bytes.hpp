// An encoding with its overflow parts as bytes, and back.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "encoding/encoding.hpp"

namespace btt::capi {

// Overflow parts may have overflow parts. What is deeper than this is refused: everything that walks an
// encoding recurses.
constexpr std::size_t kMaxEncodingDepth = 64;

// Refuses an encoding whose overflow parts are nested too deep.
void check_depth(const encoding::Encoding& encoding);

std::string encoding_to_bytes(const encoding::Encoding& encoding);

// Any bytes: what is no serialised encoding fails with kParse and the byte.
encoding::Encoding encoding_from_bytes(std::string_view bytes);

}  // namespace btt::capi
