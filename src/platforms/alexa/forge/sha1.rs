//! RSA signatures over SHA-1, which no library makes any more: a server must be seen to refuse a
//! genuine one. PKCS #1 v1.5 with the plain private exponent; slow, and for test keys alone.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    reason = "limbs of one fixed length, as the textbook writes it, over keys made for tests"
)]

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

use crate::platforms::alexa::der::{INTEGER, OCTET_STRING, Reader, SEQUENCE};

/// `DigestInfo` of SHA-1, RFC 8017 section 9.2.
const DIGEST_INFO: [u8; 15] =
    [0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14];

/// Signs with a key in PKCS #8.
pub(super) fn sign(pkcs8: &[u8], message: &[u8]) -> Option<Vec<u8>> {
    let (modulus, exponent) = private_key(pkcs8)?;
    let modulus = strip_zero(modulus);
    let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, message);
    let mut block = vec![0xff; modulus.len()];
    let tail = [&DIGEST_INFO[..], hash.as_ref()].concat();
    let start = modulus.len().checked_sub(tail.len())?;
    (block[0], block[1], block[start.checked_sub(1)?]) = (0, 1, 0);
    block[start..].copy_from_slice(&tail);
    Some(power(&block, exponent, modulus))
}

fn private_key(pkcs8: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut info = Reader::new(Reader::new(pkcs8).expect(SEQUENCE)?);
    info.expect(INTEGER)?; // version
    info.expect(SEQUENCE)?; // algorithm
    let mut key = Reader::new(Reader::new(info.expect(OCTET_STRING)?).expect(SEQUENCE)?);
    key.expect(INTEGER)?; // version
    let modulus = key.expect(INTEGER)?;
    key.expect(INTEGER)?; // public exponent
    Some((modulus, key.expect(INTEGER)?))
}

fn strip_zero(number: &[u8]) -> &[u8] {
    number.strip_prefix(&[0]).unwrap_or(number)
}

/// `base ^ exponent mod modulus`, big-endian, for an odd modulus (Montgomery).
fn power(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Vec<u8> {
    let length = modulus.len();
    let modulus = limbs(modulus);
    let mut inverse: u32 = 1;
    for _ in 0..5 {
        inverse = inverse.wrapping_mul(2_u32.wrapping_sub(modulus[0].wrapping_mul(inverse)));
    }
    let field = Field { inverse: inverse.wrapping_neg(), modulus };
    let bits = 32 * field.modulus.len();
    let mut one = vec![0; field.modulus.len()];
    one[0] = 1;
    for _ in 0..bits {
        one = field.double(&one);
    }
    let square = (0..bits).fold(one.clone(), |sum, _| field.double(&sum));
    let mut padded = limbs(base);
    padded.resize(field.modulus.len(), 0);
    let base = field.multiply(&padded, &square);
    let mut result = one;
    for byte in exponent {
        for bit in (0..8).rev() {
            result = field.multiply(&result, &result);
            if byte >> bit & 1 == 1 {
                result = field.multiply(&result, &base);
            }
        }
    }
    let mut plain = vec![0; field.modulus.len()];
    plain[0] = 1;
    let result = field.multiply(&result, &plain);
    let mut bytes: Vec<u8> = result.iter().rev().flat_map(|limb| limb.to_be_bytes()).collect();
    bytes.split_off(bytes.len() - length)
}

/// Little-endian limbs.
fn limbs(number: &[u8]) -> Vec<u32> {
    let limb = |bytes: &[u8]| bytes.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte));
    number.rchunks(4).map(limb).collect()
}

struct Field {
    modulus: Vec<u32>,
    inverse: u32,
}

impl Field {
    fn double(&self, number: &[u32]) -> Vec<u32> {
        let mut carry = 0;
        let mut sum: Vec<u32> = Vec::with_capacity(number.len());
        for limb in number {
            sum.push(limb << 1 | carry);
            carry = limb >> 31;
        }
        self.reduce(sum, carry)
    }

    fn multiply(&self, left: &[u32], right: &[u32]) -> Vec<u32> {
        let size = self.modulus.len();
        let mut sum = vec![0_u32; size + 2];
        for limb in left {
            let mut carry = 0_u64;
            for at in 0..size {
                carry += u64::from(sum[at]) + u64::from(*limb) * u64::from(right[at]);
                sum[at] = carry as u32;
                carry >>= 32;
            }
            carry += u64::from(sum[size]);
            (sum[size], sum[size + 1]) = (carry as u32, (carry >> 32) as u32);
            let factor = sum[0].wrapping_mul(self.inverse);
            let mut carry =
                (u64::from(sum[0]) + u64::from(factor) * u64::from(self.modulus[0])) >> 32;
            for at in 1..size {
                carry += u64::from(sum[at]) + u64::from(factor) * u64::from(self.modulus[at]);
                sum[at - 1] = carry as u32;
                carry >>= 32;
            }
            carry += u64::from(sum[size]);
            sum[size - 1] = carry as u32;
            sum[size] = sum[size + 1] + (carry >> 32) as u32;
        }
        let carry = sum[size];
        sum.truncate(size);
        self.reduce(sum, carry)
    }

    /// Takes the modulus away once, where the number has reached it.
    fn reduce(&self, mut number: Vec<u32>, carry: u32) -> Vec<u32> {
        let smaller = number.iter().rev().lt(self.modulus.iter().rev());
        if carry == 0 && smaller {
            return number;
        }
        let mut borrow = false;
        for (limb, other) in number.iter_mut().zip(&self.modulus) {
            let (less, first) = limb.overflowing_sub(*other);
            let (less, second) = less.overflowing_sub(u32::from(borrow));
            (*limb, borrow) = (less, first || second);
        }
        number
    }
}
