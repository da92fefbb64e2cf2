#include "loader/convert.hpp"

namespace btt::loader {

Template& Template::token(const std::string& content, int type_id) {
  if (!json_.empty()) json_ += ",";
  json_ +=
      "{\"SpecialToken\":{\"id\":" + json_string(content) + ",\"type_id\":" + std::to_string(type_id) + "}}";
  return *this;
}

Template& Template::sequence(char name, int type_id) {
  if (!json_.empty()) json_ += ",";
  json_ +=
      std::string("{\"Sequence\":{\"id\":\"") + name + "\",\"type_id\":" + std::to_string(type_id) + "}}";
  return *this;
}

std::string template_processing(const Template& single, const Template& pair,
                                const std::vector<TemplateToken>& tokens) {
  std::string map;
  for (const TemplateToken& token : tokens) {
    const std::string content = json_string(token.content);
    if (!map.empty()) map += ",";
    map += content + ":{\"id\":" + content + ",\"ids\":[" + std::to_string(token.id) + "],\"tokens\":[" +
           content + "]}";
  }
  return "{\"type\":\"TemplateProcessing\",\"single\":[" + single.json() + "],\"pair\":[" + pair.json() +
         "],\"special_tokens\":{" + map + "}}";
}

}  // namespace btt::loader
