#include "batch/row_writer.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace btt;
using batch::Field;
using batch::Row;
using batch::RowPadding;
using batch::SequencePart;
using batch::Tensor;
using batch::TokenStore;
using encoding::Direction;
using encoding::Encoding;
using encoding::Offset;
using postprocess::Layout;
using postprocess::LayoutItem;

namespace {

constexpr Field kAll[] = {Field::kIds,   Field::kMask,        Field::kTypeIds, Field::kSpecialMask,
                          Field::kWords, Field::kSequenceIds, Field::kOffsets};

TokenStore store() {
  TokenStore s;
  for (const std::int32_t id : {99, 10, 11, 12, 99}) s.ids.push_back(id);
  for (const Offset offset : {Offset{9, 9}, {0, 1}, {1, 2}, {4, 6}, {9, 9}}) s.offsets.push_back(offset);
  s.words = {9, 0, 0, 1, 9};
  return s;
}

// [CLS] A [SEP] B [SEP] with types 0 3 0 5 1.
Layout pair_layout() {
  Layout layout;
  layout.items = {LayoutItem::of_special(2, 0), LayoutItem::of_sequence(0, 3), LayoutItem::of_special(3, 0),
                  LayoutItem::of_sequence(1, 5), LayoutItem::of_special(3, 1)};
  layout.specials = 3;
  return layout;
}

template <typename T>
std::vector<T> written(const Row& row, Field field, const RowPadding& padding) {
  std::vector<T> out(40, -7);
  batch::write_row(row, field, padding, Tensor{out.data(), sizeof(T) == 8, 0}, 2);
  CHECK(out[0] == -7);
  CHECK(out[1] == -7);
  const std::size_t cells =
      (padding.width > row.length() ? padding.width : row.length()) * (field == Field::kOffsets ? 2 : 1);
  for (std::size_t i = 2 + cells; i < out.size(); ++i) CHECK(out[i] == -7);
  return std::vector<T>(out.begin() + 2, out.begin() + 2 + static_cast<std::ptrdiff_t>(cells));
}

using Wide = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("a row by its layout") {
  const TokenStore s = store();
  const Layout layout = pair_layout();
  Row row;
  row.layout = &layout;
  row.store = &s;
  row.parts[0] = SequencePart{1, 3, true};
  row.parts[1] = SequencePart{3, 4, false};
  CHECK(row.length() == 6);
  RowPadding padding;
  CHECK(written<std::int64_t>(row, Field::kIds, padding) == Wide{2, 10, 11, 3, 12, 3});
  CHECK(written<std::int64_t>(row, Field::kMask, padding) == Wide{1, 1, 1, 1, 1, 1});
  // A part that was cut off keeps the type of its sequence.
  CHECK(written<std::int64_t>(row, Field::kTypeIds, padding) == Wide{0, 3, 3, 0, 1, 1});
  CHECK(written<std::int64_t>(row, Field::kSpecialMask, padding) == Wide{1, 0, 0, 1, 0, 1});
  CHECK(written<std::int64_t>(row, Field::kWords, padding) == Wide{-1, 0, 0, -1, 1, -1});
  CHECK(written<std::int64_t>(row, Field::kSequenceIds, padding) == Wide{-1, 0, 0, -1, 1, -1});
  CHECK(written<std::int64_t>(row, Field::kOffsets, padding) == Wide{0, 0, 0, 1, 1, 2, 0, 0, 4, 6, 0, 0});
}

TEST_CASE("padding at either end, in both widths") {
  const TokenStore s = store();
  Layout layout;
  layout.items = {LayoutItem::of_sequence(0, 4), LayoutItem::of_special(3, 0)};
  layout.specials = 1;
  Row row;
  row.layout = &layout;
  row.store = &s;
  row.parts[0] = SequencePart{1, 2, true};
  RowPadding padding;
  padding.width = 4;
  padding.id = 8;
  padding.type_id = 6;
  CHECK(written<std::int64_t>(row, Field::kIds, padding) == Wide{10, 3, 8, 8});
  CHECK(written<std::int64_t>(row, Field::kMask, padding) == Wide{1, 1, 0, 0});
  CHECK(written<std::int64_t>(row, Field::kTypeIds, padding) == Wide{4, 0, 6, 6});
  CHECK(written<std::int64_t>(row, Field::kSpecialMask, padding) == Wide{0, 1, 1, 1});
  CHECK(written<std::int64_t>(row, Field::kWords, padding) == Wide{0, -1, -1, -1});
  CHECK(written<std::int64_t>(row, Field::kSequenceIds, padding) == Wide{0, -1, -1, -1});
  CHECK(written<std::int64_t>(row, Field::kOffsets, padding) == Wide{0, 1, 0, 0, 0, 0, 0, 0});
  padding.direction = Direction::kLeft;
  CHECK(written<std::int64_t>(row, Field::kIds, padding) == Wide{8, 8, 10, 3});
  CHECK(written<std::int64_t>(row, Field::kOffsets, padding) == Wide{0, 0, 0, 0, 0, 1, 0, 0});
  for (const Field field : kAll) {
    const std::vector<std::int32_t> narrow = written<std::int32_t>(row, field, padding);
    CHECK(Wide(narrow.begin(), narrow.end()) == written<std::int64_t>(row, field, padding));
  }
  // Without records every token is sequence 0, padding too.
  layout.items = {LayoutItem::of_sequence(0, 0)};
  layout.specials = 0;
  layout.records_sequences = false;
  CHECK(written<std::int64_t>(row, Field::kSequenceIds, padding) == Wide{0, 0, 0, 0});
}

TEST_CASE("a row longer than the padding stays whole") {
  const TokenStore s = store();
  const Layout layout = pair_layout();
  Row row;
  row.layout = &layout;
  row.store = &s;
  row.parts[0] = SequencePart{1, 4, true};
  row.parts[1] = SequencePart{1, 1, true};
  RowPadding padding;
  padding.width = 3;
  CHECK(written<std::int64_t>(row, Field::kIds, padding) == Wide{2, 10, 11, 12, 3, 3});
}

TEST_CASE("a row by its encoding") {
  Encoding e;
  e.add(10, 4, "a", 7, Offset{1, 3}, false);
  e.add(3, 1, "[SEP]", encoding::kNone, Offset{0, 0}, true);
  Row row;
  row.encoding = &e;
  CHECK(row.length() == 2);
  RowPadding padding;
  padding.width = 3;
  CHECK(written<std::int64_t>(row, Field::kSequenceIds, padding) == Wide{0, 0, 0});
  e.record_sequence(0, encoding::Range{0, 1});
  CHECK(written<std::int64_t>(row, Field::kIds, padding) == Wide{10, 3, 0});
  CHECK(written<std::int64_t>(row, Field::kMask, padding) == Wide{1, 1, 0});
  CHECK(written<std::int64_t>(row, Field::kTypeIds, padding) == Wide{4, 1, 0});
  CHECK(written<std::int64_t>(row, Field::kSpecialMask, padding) == Wide{0, 1, 1});
  CHECK(written<std::int64_t>(row, Field::kWords, padding) == Wide{7, -1, -1});
  CHECK(written<std::int64_t>(row, Field::kSequenceIds, padding) == Wide{0, -1, -1});
  CHECK(written<std::int64_t>(row, Field::kOffsets, padding) == Wide{1, 3, 0, 0, 0, 0});
}

TEST_CASE("single elements") {
  std::int64_t wide[] = {0, 0};
  std::int32_t narrow[] = {0, 0};
  batch::write_element(Tensor{wide, true, 0}, 1, std::int64_t{1} << 40);
  batch::write_element(Tensor{narrow, false, 0}, 1, 77);
  CHECK(wide[1] == std::int64_t{1} << 40);
  CHECK(wide[0] == 0);
  CHECK(narrow[1] == 77);
  CHECK(narrow[0] == 0);
}
