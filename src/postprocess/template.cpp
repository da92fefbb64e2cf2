#include "postprocess/template.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace btt::postprocess {
namespace {

using encoding::Encoding;

// Rows can be laid out where every sequence stands in the template exactly once, A before B.
bool is_plain(const std::vector<TemplatePiece>& pieces, std::size_t sequences) {
  std::size_t next = 0;
  for (const TemplatePiece& piece : pieces) {
    if (piece.is_special) continue;
    if (piece.sequence != next) return false;
    ++next;
  }
  return next == sequences;
}

}  // namespace

Template::Template(std::vector<TemplatePiece> single, std::vector<TemplatePiece> pair,
                   std::map<std::string, TemplateSpecial> specials)
    : single_(std::move(single)),
      pair_(std::move(pair)),
      specials_(std::move(specials)),
      added_single_(count_specials(single_)),
      added_pair_(count_specials(pair_)) {
  for (const bool add : {false, true}) {
    layouts_[0][add ? 1 : 0] = make_layout(single_, add);
    layouts_[1][add ? 1 : 0] = make_layout(pair_, add);
  }
  has_layout_[0] = is_plain(single_, 1) && knows_specials(single_);
  has_layout_[1] = is_plain(pair_, 2) && knows_specials(pair_);
}

bool Template::knows_specials(const std::vector<TemplatePiece>& pieces) const {
  return std::all_of(pieces.begin(), pieces.end(), [this](const TemplatePiece& piece) {
    return !piece.is_special || specials_.find(piece.special) != specials_.end();
  });
}

std::size_t Template::count_specials(const std::vector<TemplatePiece>& pieces) const {
  std::size_t count = 0;
  for (const TemplatePiece& piece : pieces) {
    if (!piece.is_special) continue;
    const auto special = specials_.find(piece.special);
    if (special != specials_.end()) count += special->second.ids.size();
  }
  return count;
}

Layout Template::make_layout(const std::vector<TemplatePiece>& pieces, bool add_special_tokens) const {
  Layout layout;
  for (const TemplatePiece& piece : pieces) {
    if (!piece.is_special) {
      layout.items.push_back(LayoutItem::of_sequence(piece.sequence, piece.type_id));
      continue;
    }
    const auto special = specials_.find(piece.special);
    if (!add_special_tokens || special == specials_.end()) continue;
    for (const std::int32_t id : special->second.ids) {
      layout.items.push_back(LayoutItem::of_special(id, piece.type_id));
      ++layout.specials;
    }
  }
  return layout;
}

const Layout* Template::layout(bool is_pair, bool add_special_tokens) const noexcept {
  const std::size_t which = is_pair ? 1 : 0;
  return has_layout_[which] ? &layouts_[which][add_special_tokens ? 1 : 0] : nullptr;
}

std::vector<Encoding> Template::transform(std::vector<Encoding> sequences, bool add_special_tokens) const {
  // A member of a Sequence may have turned the sequences into another number of encodings.
  if (sequences.size() != 1 && sequences.size() != 2) {
    throw Error(Status::kInvalidArgument,
                "a template takes one or two encodings, not " + std::to_string(sequences.size()));
  }
  const std::vector<TemplatePiece>& pieces = sequences.size() == 2 ? pair_ : single_;
  std::vector<Encoding> out;
  for (const TemplatePiece& piece : pieces) {
    if (!piece.is_special) {
      if (piece.sequence >= sequences.size()) {
        throw Error(Status::kInvalidArgument, "the template for one text asks for a second one ($B)");
      }
      out.push_back(sequences[piece.sequence]);
      out.back().set_type_ids(piece.type_id);
      out.back().set_sequence_id(piece.sequence);
      continue;
    }
    if (!add_special_tokens) continue;
    const auto found = specials_.find(piece.special);
    if (found == specials_.end()) {
      throw Error(Status::kInvalidArgument, "the template asks for the special token '" + piece.special +
                                                "', which its special_tokens lack");
    }
    const TemplateSpecial& special = found->second;
    Encoding encoding;
    for (std::size_t i = 0; i < special.ids.size(); ++i) {
      encoding.add(special.ids[i], piece.type_id,
                   i < special.tokens.size() ? special.tokens[i] : std::string(), encoding::kNone,
                   encoding::Offset{0, 0}, true);
    }
    out.push_back(std::move(encoding));
  }
  return out;
}

}  // namespace btt::postprocess
