// Reads the safetensors files that hold reference data. Enough for our own files; not a reader for hostile ones.
#ifndef O3D_TESTS_SAFETENSORS_H
#define O3D_TESTS_SAFETENSORS_H

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

namespace o3d_test {

struct Array {
  std::string dtype;
  std::vector<int64_t> shape;
  std::vector<char> data;

  int64_t size(int dim) const { return shape.at(static_cast<size_t>(dim)); }

  template <typename T>
  std::vector<T> as() const {
    std::vector<T> values(data.size() / sizeof(T));
    if (!data.empty()) std::memcpy(values.data(), data.data(), values.size() * sizeof(T));
    return values;
  }
  std::vector<float> floats() const {
    if (dtype != "F32") throw std::runtime_error("expected F32, found " + dtype);
    return as<float>();
  }
};

class SafetensorsFile {
 public:
  explicit SafetensorsFile(const std::string &path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) throw std::runtime_error("cannot open " + path);
    const std::vector<char> bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    uint64_t header_size = 0;
    if (bytes.size() < 8) throw std::runtime_error("truncated " + path);
    std::memcpy(&header_size, bytes.data(), 8);
    if (header_size > bytes.size() - 8) throw std::runtime_error("truncated " + path);
    header_.assign(bytes.data() + 8, header_size);
    const size_t metadata = header_.find("\"__metadata__\"");
    const size_t metadata_end = metadata == std::string::npos ? 0 : end_of_object(metadata);
    std::string tensors = header_;
    if (metadata != std::string::npos) tensors.erase(metadata, metadata_end - metadata);
    const std::regex object("\"([A-Za-z0-9_.]+)\":\\s*\\{([^{}]*)\\}");
    for (std::sregex_iterator it(tensors.begin(), tensors.end(), object), end; it != end; ++it) {
      const std::string body = (*it)[2];
      Array array;
      std::smatch match;
      if (!std::regex_search(body, match, std::regex("\"dtype\":\\s*\"([A-Z0-9]+)\""))) continue;
      array.dtype = match[1];
      if (!std::regex_search(body, match, std::regex("\"shape\":\\s*\\[([^\\]]*)\\]"))) continue;
      array.shape = integers(match[1]);
      if (!std::regex_search(body, match, std::regex("\"data_offsets\":\\s*\\[([^\\]]*)\\]"))) continue;
      const std::vector<int64_t> offsets = integers(match[1]);
      const char *data = bytes.data() + 8 + header_size;
      array.data.assign(data + offsets.at(0), data + offsets.at(1));
      arrays_[(*it)[1]] = array;
    }
  }

  bool has(const std::string &name) const { return arrays_.count(name) != 0; }
  const Array &array(const std::string &name) const {
    const auto found = arrays_.find(name);
    if (found == arrays_.end()) throw std::runtime_error("no tensor " + name);
    return found->second;
  }
  std::vector<float> floats(const std::string &name) const { return array(name).floats(); }

  // A number of the metadata's config object, whose quotes are escaped, or fallback.
  double config(const std::string &key, double fallback) const {
    std::smatch match;
    const std::regex pattern("\\\\\"" + key + "\\\\\":\\s*([-0-9.eE]+)");
    return std::regex_search(header_, match, pattern) ? std::stod(match[1]) : fallback;
  }

 private:
  // The position after the braces that start behind from; braces within strings do not count.
  size_t end_of_object(size_t from) const {
    int depth = 0;
    bool quoted = false;
    for (size_t i = header_.find(':', from) + 1; i < header_.size(); ++i) {
      const char c = header_[i];
      if (quoted) {
        if (c == '\\') {
          ++i;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{') {
        ++depth;
      } else if (c == '}' && --depth == 0) {
        return i + 1;
      }
    }
    throw std::runtime_error("unbalanced header");
  }

  static std::vector<int64_t> integers(const std::string &text) {
    std::vector<int64_t> values;
    const std::regex number("[0-9]+");
    for (std::sregex_iterator it(text.begin(), text.end(), number), end; it != end; ++it) {
      values.push_back(std::stoll((*it)[0]));
    }
    return values;
  }

  std::string header_;
  std::map<std::string, Array> arrays_;
};

}  // namespace o3d_test

#endif  // O3D_TESTS_SAFETENSORS_H
