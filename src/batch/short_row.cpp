#include "batch/short_row.hpp"

namespace btt::batch {

bool encode_short_row(const pipeline::Tokenizer& tokenizer, std::string_view text,
                      const pipeline::EncodeOptions& options, std::vector<std::int32_t>& out) {
  const postprocess::Layout* const layout =
      tokenizer.post_processor().layout(false, options.add_special_tokens);
  if (layout == nullptr || options.padding != pipeline::PaddingStrategy::kNone) return false;
  const pipeline::WorkspacePool::Lease workspace = tokenizer.workspaces().take();
  const std::string_view valid = pipeline::checked_text(text, options.strict_utf8, *workspace);
  pipeline::SequenceOptions wanted;
  wanted.special_as_text = options.special_as_text;
  model::TokenBuffer& tokens = workspace->tokens;
  tokens.start(false, false, false);
  tokenizer.encode_sequence(valid, wanted, *workspace, tokens);
  if (pipeline::plan_truncation(tokens.size(), 0, false, layout->specials, options).truncated) return false;
  out.clear();
  out.reserve(tokens.size() + layout->specials);
  for (const postprocess::LayoutItem& item : layout->items) {
    if (item.is_special) {
      out.push_back(item.id);
    } else if (item.sequence == 0) {
      out.insert(out.end(), tokens.ids.begin(), tokens.ids.end());
    }
  }
  return true;
}

}  // namespace btt::batch
