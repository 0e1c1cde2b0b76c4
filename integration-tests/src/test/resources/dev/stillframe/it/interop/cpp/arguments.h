// The arguments that gRPC's interop programs take: pairs of a name and a value.
#pragma once

#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>

class Arguments {
  public:
    Arguments(int count, char** words) {
        for (int i = 0; i + 1 < count; i += 2) {
            values_[words[i]] = words[i + 1];
        }
        if (count % 2 != 0) {
            throw std::runtime_error(std::string(words[count - 1]) + " has no value");
        }
    }

    std::string text(const std::string& name, const std::string& otherwise = "") const {
        auto found = values_.find(name);
        return found == values_.end() ? otherwise : found->second;
    }

    bool tls() const { return text("--use_tls", "false") == "true"; }

    // What is in the file that an argument names.
    std::string octets(const std::string& name) const {
        std::ifstream file(text(name), std::ios::binary);
        if (!file) {
            throw std::runtime_error("cannot read the file of " + name);
        }
        return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }

  private:
    std::map<std::string, std::string> values_;
};
