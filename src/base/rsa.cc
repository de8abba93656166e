#include "base/rsa.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/check.h"

namespace tidings::crypto {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Context = std::unique_ptr<EVP_MD_CTX, Free>;
using Bio = std::unique_ptr<BIO, Free>;

constexpr int kLeastBits = 2048;

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Bio reading(std::string_view text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

// A key with a passphrase is refused instead of asked for on the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

}  // namespace

struct RsaKey::Inside {
  Key key;
};

Result<RsaKey> RsaKey::from_pem(const Secret& pem) {
  Key key(PEM_read_bio_PrivateKey(reading(pem.reveal()).get(), nullptr, no_passphrase, nullptr));
  ERR_clear_error();  // TLS on this thread must not take it for its own
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA)
    return fail(ErrorCode::invalid_argument, "is no RSA private key in PEM without a passphrase");
  if (EVP_PKEY_get_bits(key.get()) < kLeastBits)
    return fail(ErrorCode::invalid_argument, "is an RSA key of less than 2048 bits");
  return RsaKey(std::make_shared<const Inside>(std::move(key)));
}

std::string RsaKey::sign(std::string_view text) const {
  const Context context(EVP_MD_CTX_new());
  size_t size = static_cast<size_t>(EVP_PKEY_get_size(in_->key.get()));
  std::string out(size, '\0');
  check(context != nullptr && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, in_->key.get()) == 1 &&
            EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes(text),
                           text.size()) == 1,
        "a checked RSA key signs");
  out.resize(size);
  return out;
}

std::string RsaKey::public_pem() const {
  const Bio bio(BIO_new(BIO_s_mem()));
  check(bio != nullptr && PEM_write_bio_PUBKEY(bio.get(), in_->key.get()) == 1, "a key has a public half");
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<size_t>(size)};
}

bool rsa_signature_fits(std::string_view public_pem, std::string_view text, std::string_view signature) {
  const Key key(PEM_read_bio_PUBKEY(reading(public_pem).get(), nullptr, no_passphrase, nullptr));
  const Context context(EVP_MD_CTX_new());
  const bool fits = key != nullptr && context != nullptr &&
                    EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
                    EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(text), text.size()) == 1;
  ERR_clear_error();
  return fits;
}

}  // namespace tidings::crypto
