#include "batch/long_text.hpp"

#include <algorithm>
#include <atomic>
#include <optional>

#include "batch/early_stop.hpp"
#include "batch/threads.hpp"

namespace btt::batch {
namespace {

constexpr std::size_t kLeastPart = std::size_t{64} << 10;
// Parts a thread, so that one that is held up does not keep the others waiting.
constexpr std::size_t kPartsPerThread = 4;

bool is_printed_ascii(char c) noexcept {
  return c > ' ' && c < '\x7F';
}

// Tokens of a part, and what they are moved by when parts are joined.
struct Part {
  TokenStore tokens;
  std::int32_t units = 0;
  std::int32_t words = 0;
};

template <typename Values, typename Move>
void move_to(const Values& from, Values& to, std::size_t at, Move&& move) {
  std::transform(from.begin(), from.end(), to.begin() + static_cast<std::ptrdiff_t>(at), move);
}

}  // namespace

std::vector<std::string_view> cut_between_words(std::string_view text, std::size_t least) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  while (text.size() - begin > least) {
    std::size_t space = begin + std::max<std::size_t>(least, 1);
    do {
      space = text.find(' ', space);
    } while (space != std::string_view::npos &&
             !(space + 1 < text.size() && is_printed_ascii(text[space - 1]) &&
               is_printed_ascii(text[space + 1])) &&
             ++space != 0);
    if (space == std::string_view::npos) break;
    parts.push_back(text.substr(begin, space - begin));
    begin = space;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

bool is_long_text(const pipeline::Tokenizer& tokenizer, std::string_view text,
                  const pipeline::EncodeOptions& options) noexcept {
  return text.size() >= kLongText && text.size() <= text::kMaxTextBytes && tokenizer.splits_between_words() &&
         (!options.track_words || tokenizer.words_end_at_spaces()) &&
         threads_for(options.num_threads, text.size() / kLeastPart, text.size()) > 1;
}

bool encode_long(const pipeline::Tokenizer& tokenizer, std::string_view text,
                 const pipeline::EncodeOptions& options, TokenStore& out) {
  const std::uint32_t most = threads_for(options.num_threads, text.size() / kLeastPart, text.size());
  const std::vector<std::string_view> cut =
      cut_between_words(text, std::max(kLeastPart, text.size() / (most * kPartsPerThread)));
  if (cut.size() < 2) return false;
  const std::uint32_t threads = threads_for(options.num_threads, cut.size(), text.size());
  pipeline::SequenceOptions wanted;
  wanted.special_as_text = options.special_as_text;
  wanted.spans = options.track_offsets;
  wanted.unit = options.offset_unit;
  wanted.words = options.track_words;
  std::vector<Part> parts(cut.size());
  std::vector<std::optional<pipeline::WorkspacePool::Lease>> leases(threads);
  std::atomic<bool> declined{false};
  for_each_row(cut.size(), threads, [&](std::size_t worker, std::size_t i) {
    if (declined.load(std::memory_order_relaxed)) return;
    if (!leases[worker]) leases[worker].emplace(tokenizer.workspaces().take());
    pipeline::Workspace& workspace = **leases[worker];
    model::TokenBuffer& tokens = workspace.tokens;
    Part& part = parts[i];
    const std::string_view valid = pipeline::checked_text(cut[i], false, workspace);
    tokens.start(wanted.spans, wanted.words, false);
    const std::uint64_t staged = workspace.staged_bytes;
    part.words = tokenizer.encode_sequence(valid, wanted, workspace, tokens);
    if (workspace.staged_bytes != staged) {
      declined.store(true, std::memory_order_relaxed);
      return;
    }
    append_tokens(wanted, cut[i], valid, 0, 0, workspace, part.tokens);
    if (wanted.spans) part.units = pipeline::count_units(cut[i], valid, wanted.unit);
  });
  if (declined.load()) return false;
  std::vector<Part> starts(parts.size());  // what stands before each part
  std::vector<std::size_t> at(parts.size() + 1, out.ids.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    at[i + 1] = at[i] + parts[i].tokens.ids.size();
    if (i + 1 == parts.size()) break;
    starts[i + 1].units = starts[i].units + parts[i].units;
    starts[i + 1].words = starts[i].words + parts[i].words;
  }
  const std::size_t count = at.back() - at.front();
  out.ids.room(count);
  out.ids.add(count);
  if (wanted.words) out.words.resize(out.words.size() + count);
  if (wanted.spans) {
    out.offsets.room(count);
    out.offsets.add(count);
  }
  for_each_row(parts.size(), threads, [&](std::size_t, std::size_t i) {
    move_to(parts[i].tokens.ids, out.ids, at[i], [](std::int32_t id) { return id; });
    move_to(parts[i].tokens.words, out.words, at[i],
            [before = starts[i].words](std::int32_t word) { return word + before; });
    move_to(parts[i].tokens.offsets, out.offsets, at[i], [before = starts[i].units](encoding::Offset offset) {
      return encoding::Offset{offset.begin + before, offset.end + before};
    });
  });
  return true;
}

}  // namespace btt::batch
