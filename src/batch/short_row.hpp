// One text straight to its ids: what a query needs, without the rows and stores of a batch.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "pipeline/tokenizer.hpp"

namespace btt::batch {

// The ids of the row that Batch makes of this one text, specials included, into `out`. False, with `out`
// unspecified, where a row takes more than its tokens and specials: truncation that cuts, padding, a
// post-processor without a layout.
bool encode_short_row(const pipeline::Tokenizer& tokenizer, std::string_view text,
                      const pipeline::EncodeOptions& options, std::vector<std::int32_t>& out);

}  // namespace btt::batch
