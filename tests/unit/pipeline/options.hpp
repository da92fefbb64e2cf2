// Encode options in few words.
#pragma once

#include "pipeline/options.hpp"

namespace btt::pipeline {

// Everything tracked, offsets in code points: what the reference's Python binding answers.
struct Options {
  EncodeOptions value;

  Options() {
    value.track_offsets = true;
    value.track_words = true;
    value.track_tokens = true;
    value.offset_unit = OffsetUnit::kCodePoints;
  }
  Options& max(std::size_t tokens, std::size_t stride) {
    value.truncation = TruncationStrategy::kLongestFirst;
    value.max_length = tokens;
    value.stride = stride;
    return *this;
  }
  Options& only_first() {
    value.truncation = TruncationStrategy::kOnlyFirst;
    return *this;
  }
  Options& only_second() {
    value.truncation = TruncationStrategy::kOnlySecond;
    return *this;
  }
  Options& left() {
    value.truncation_direction = Direction::kLeft;
    return *this;
  }
  Options& pad(std::size_t tokens) {
    value.padding = PaddingStrategy::kFixed;
    value.pad_to_length = tokens;
    return *this;
  }
  Options& longest() {
    value.padding = PaddingStrategy::kLongest;
    return *this;
  }
  Options& multiple(std::size_t of) {
    value.pad_to_multiple_of = of;
    return *this;
  }
  Options& pad_left() {
    value.pad.direction = Direction::kLeft;
    return *this;
  }
  Options& pad_type(std::int32_t type) {
    value.pad.type_id = type;
    return *this;
  }
  Options& plain() {
    value.add_special_tokens = false;
    return *this;
  }
  Options& as_text() {
    value.special_as_text = true;
    return *this;
  }
};

}  // namespace btt::pipeline
