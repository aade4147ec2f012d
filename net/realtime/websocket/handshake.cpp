#include "net/realtime/websocket/handshake.hpp"

#include <openssl/evp.h>

#include <array>
#include <cctype>

namespace takeover::net::realtime {

namespace {

bool is_base64_of_16_bytes(std::string_view text) {
  if (text.size() != 24 || !text.ends_with("==")) return false;
  for (const char c : text.substr(0, 22))
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '+' && c != '/') return false;
  return true;
}

std::string refusal(std::string_view status, std::string_view headers, std::string_view title) {
  std::string body = R"({"type":"https://takeover.dev/problems/malformed-request","title":")";
  body.append(title).append(R"(","status":)").append(status.substr(0, 3)).append("}");
  std::string head = "HTTP/1.1 ";
  head.append(status).append(
      "\r\nConnection: close\r\nContent-Type: application/problem+json\r\nContent-Length: ");
  head.append(std::to_string(body.size()))
      .append("\r\n")
      .append(headers)
      .append("\r\n")
      .append(body);
  return head;
}

}  // namespace

std::optional<std::string> accept_value(std::string_view key) {
  if (!is_base64_of_16_bytes(key)) return std::nullopt;
  std::string text{key};
  text += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1)
    return std::nullopt;
  std::array<unsigned char, 32> encoded{};
  const int length = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(size));
  return std::string{reinterpret_cast<const char*>(encoded.data()),
                     static_cast<std::size_t>(length)};
}

handshake_answer answer_handshake(std::string_view version, std::string_view key) {
  if (version != "13")
    return {false,
            refusal("426 Upgrade Required", "Sec-WebSocket-Version: 13\r\nUpgrade: websocket\r\n",
                    "WebSocket version 13 is needed")};
  const auto accept = accept_value(key);
  if (!accept)
    return {false, refusal("400 Bad Request", "", "Sec-WebSocket-Key is not 16 bytes in base 64")};
  return {true,
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
          "Upgrade\r\nSec-WebSocket-Accept: " +
              *accept + "\r\n\r\n"};
}

}  // namespace takeover::net::realtime
