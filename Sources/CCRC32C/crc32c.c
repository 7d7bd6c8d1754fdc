#include "crc32c.h"

#include <string.h>

// What Swift cannot say: the instructions that processors have for CRC32C (Castagnoli).
// Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, CRC32; Arm Architecture Reference Manual, CRC32CX.

#if defined(__x86_64__)

bool annals_has_crc32c(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("sse4.2");
}

__attribute__((target("sse4.2"))) uint32_t annals_crc32c(uint32_t remainder, const void *bytes, size_t count) {
  const unsigned char *next = bytes;
  uint64_t wide = remainder;
  for (; count >= 8; count -= 8, next += 8) {
    uint64_t word;
    memcpy(&word, next, 8);
    wide = __builtin_ia32_crc32di(wide, word);
  }
  uint32_t narrow = (uint32_t)wide;
  for (; count > 0; count--, next++) narrow = __builtin_ia32_crc32qi(narrow, *next);
  return narrow;
}

#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)

bool annals_has_crc32c(void) { return true; }

uint32_t annals_crc32c(uint32_t remainder, const void *bytes, size_t count) {
  const unsigned char *next = bytes;
  for (; count >= 8; count -= 8, next += 8) {
    uint64_t word;
    memcpy(&word, next, 8);
    remainder = __builtin_arm_crc32cd(remainder, word);
  }
  for (; count > 0; count--, next++) remainder = __builtin_arm_crc32cb(remainder, *next);
  return remainder;
}

#else

bool annals_has_crc32c(void) { return false; }

uint32_t annals_crc32c(uint32_t remainder, const void *bytes, size_t count) {
  (void)bytes;
  (void)count;
  return remainder;
}

#endif
