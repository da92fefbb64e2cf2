// What BertNormalizer makes of a text, where each character can be taken by itself: for questions about the
// normalized text that are asked before the text is encoded as it stands.
#pragma once

#include <string>
#include <string_view>

#include "fused/bert_chars.hpp"
#include "normalize/bert.hpp"

namespace btt::fused {

// Replaces `out` by the normalized text, as normalize::Bert gives it. False, with `out` unspecified, where
// characters depend on their neighbours: marks that stay and may have to be sorted.
bool normalize_bert(std::string_view text, const normalize::BertOptions& options, const BertChars& chars,
                    std::string& out);

}  // namespace btt::fused
