// Runs a fuzz target without a fuzzing engine: as an ordinary test, with any compiler.
//
//   replay_encode corpora/encode 2000      every file of the folder, then 2000 inputs made from seeds 0 ..
//   1999 replay_encode - 1 1234                 the one input of seed 1234
//
// Random bytes alone would be ill-formed UTF-8 nearly always, so inputs are strung together from letters,
// spaces, pieces of the tokenizers' own syntax, multi-byte characters and, now and then, raw bytes.
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include <unistd.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

// What the handler below prints; written before each input.
char current_input[512] = "";

void name_the_input(int signal_number) {
  const char head[] = "while running input: ";
  std::size_t size = 0;
  while (current_input[size] != '\0') ++size;
  // Nothing can be done about a failing write here.
  if (write(2, head, sizeof(head) - 1) < 0 || write(2, current_input, size) < 0 || write(2, "\n", 1) < 0)
    _exit(3);
  std::signal(signal_number, SIG_DFL);
  std::raise(signal_number);
}

void run(const std::string& name, const std::string& bytes) {
  std::snprintf(current_input, sizeof(current_input), "%s (%zu bytes)", name.c_str(), bytes.size());
  // A copy of exactly this size: the address sanitizer then sees any read behind it.
  const std::vector<std::uint8_t> copy(bytes.begin(), bytes.end());
  LLVMFuzzerTestOneInput(copy.data(), copy.size());
}

std::string random_input(std::uint32_t seed) {
  static const char* const kPieces[] = {" ",
                                        " ",
                                        " ",
                                        "\t\n",
                                        "the",
                                        "token",
                                        "izing",
                                        "unable",
                                        "Caf\xC3\xA9",
                                        "cafe\xCC\x81",
                                        "[MASK]",
                                        " [CLS]",
                                        "[SEP]x",
                                        "ok",
                                        "ok,",
                                        "NewLine ",
                                        "##ing",
                                        "\xE6\xBC\xA2\xE5\xAD\x97",
                                        "\xE0\xA4\x95\xE0\xA4\xBE",
                                        "\xF0\x9F\x98\x80",
                                        "\xE2\x80\x94",
                                        "\xE1\x84\x92\xE1\x85\xA1",
                                        "\xED\x95\x9C",
                                        "\xC4\xB0",
                                        "\xE2\x80\x8B",
                                        "\xEF\xBF\xBD",
                                        "\xC2\xA0",
                                        "\xE3\x80\x80",
                                        "0123",
                                        "...",
                                        "!?",
                                        "a-b",
                                        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                                        "\"",
                                        "{",
                                        "}",
                                        ":",
                                        ",",
                                        "null",
                                        "true",
                                        "\"type\":\"",
                                        "Lowercase",
                                        "Sequence",
                                        "normalizers",
                                        "BPE",
                                        "\\u00e9",
                                        "\\ud83d",
                                        "1e999",
                                        "-1"};
  std::mt19937 random(seed);
  const auto below = [&](std::uint32_t count) { return static_cast<std::uint32_t>(random() % count); };
  std::string bytes;
  for (std::uint32_t i = below(32); i > 0; --i) bytes += static_cast<char>(below(256));  // choices
  for (std::uint32_t i = below(120); i > 0; --i) {
    switch (below(8)) {
      case 0:
        bytes += static_cast<char>(below(256));
        break;
      case 1:
      case 2:
        bytes += static_cast<char>(' ' + below(95));
        break;
      default:
        bytes += kPieces[below(static_cast<std::uint32_t>(std::size(kPieces)))];
    }
  }
  return bytes;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 4) {
    std::fprintf(stderr, "usage: %s FOLDER|- [RANDOM_INPUTS [FIRST_SEED]]\n", argv[0]);
    return 2;
  }
  std::signal(SIGABRT, name_the_input);
  std::signal(SIGSEGV, name_the_input);

  int files = 0;
  const std::string folder = argv[1];
  if (folder != "-") {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      run(entry.path().string(), std::string(std::istreambuf_iterator<char>(file), {}));
      ++files;
    }
    if (files == 0) {
      std::fprintf(stderr, "no files in %s\n", folder.c_str());
      return 2;
    }
  }
  const auto random_inputs = static_cast<std::uint32_t>(argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 0);
  const auto first_seed = static_cast<std::uint32_t>(argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 0);
  for (std::uint32_t i = 0; i < random_inputs; ++i) {
    run("seed " + std::to_string(first_seed + i), random_input(first_seed + i));
  }
  std::printf("%d files and %u random inputs: no difference\n", files, random_inputs);
  return 0;
}
