#include "flow/audience/country.h"

#include "domain/place.h"

namespace tidings::flow {
namespace {

// Three letters and their two of ISO 3166-1, a blank between.
constexpr std::string_view kThreeLetters =
    "ABWAW AFGAF AGOAO AIAAI ALAAX ALBAL ANDAD AREAE ARGAR ARMAM ASMAS ATAAQ ATFTF ATGAG AUSAU AUTAT AZEAZ BDIBI BELBE "
    "BENBJ BESBQ BFABF BGDBD BGRBG BHRBH BHSBS BIHBA BLMBL BLRBY BLZBZ BMUBM BOLBO BRABR BRBBB BRNBN BTNBT BWABW CAFCF "
    "CANCA CCKCC CHECH CHLCL CHNCN CIVCI CMRCM CODCD COGCG COKCK COLCO COMKM CPVCV CRICR CUBCU CUWCW CXRCX CYMKY CYPCY "
    "CZECZ DEUDE DJIDJ DMADM DNKDK DOMDO DZADZ ECUEC EGYEG ERIER ESHEH ESPES ESTEE ETHET FINFI FJIFJ FLKFK FRAFR FROFO "
    "FSMFM GABGA GBRGB GEOGE GGYGG GHAGH GIBGI GINGN GLPGP GMBGM GNBGW GNQGQ GRCGR GRDGD GRLGL GTMGT GUFGF GUMGU GUYGY "
    "HKGHK HNDHN HRVHR HTIHT HUNHU IDNID IMNIM INDIN IOTIO IRLIE IRNIR IRQIQ ISLIS ISRIL ITAIT JAMJM JEYJE JORJO JPNJP "
    "KAZKZ KENKE KGZKG KHMKH KIRKI KNAKN KORKR KWTKW LAOLA LBNLB LBRLR LBYLY LCALC LIELI LKALK LSOLS LTULT LUXLU LVALV "
    "MACMO MAFMF MARMA MCOMC MDAMD MDGMG MDVMV MEXMX MHLMH MKDMK MLIML MLTMT MMRMM MNEME MNGMN MNPMP MOZMZ MRTMR MSRMS "
    "MTQMQ MUSMU MWIMW MYSMY MYTYT NAMNA NCLNC NERNE NFKNF NGANG NICNI NIUNU NLDNL NORNO NPLNP NRUNR NZLNZ OMNOM PAKPK "
    "PANPA PCNPN PERPE PHLPH PLWPW PNGPG POLPL PRIPR PRKKP PRTPT PRYPY PSEPS PYFPF QATQA REURE ROURO RUSRU RWARW SAUSA "
    "SDNSD SENSN SGPSG SGSGS SHNSH SJMSJ SLBSB SLESL SLVSV SMRSM SOMSO SPMPM SRBRS SSDSS STPST SURSR SVKSK SVNSI SWESE "
    "SWZSZ SXMSX SYCSC SYRSY TCATC TCDTD TGOTG THATH TJKTJ TKLTK TKMTM TLSTL TONTO TTOTT TUNTN TURTR TUVTV TWNTW TZATZ "
    "UGAUG UKRUA UMIUM URYUY USAUS UZBUZ VATVA VCTVC VENVE VGBVG VIRVI VNMVN VUTVU WLFWF WSMWS YEMYE ZAFZA ZMBZM ZWEZW";

struct NamedCountry {
  std::string_view name, code;
};
constexpr NamedCountry kNames[] = {
    {"UNITED STATES", "US"},
    {"UNITED STATES OF AMERICA", "US"},
    {"AMERICA", "US"},
    {"UNITED KINGDOM", "GB"},
    {"UK", "GB"},
    {"GREAT BRITAIN", "GB"},
    {"ENGLAND", "GB"},
    {"SCOTLAND", "GB"},
    {"WALES", "GB"},
    {"NORTHERN IRELAND", "GB"},
    {"CANADA", "CA"},
    {"AUSTRALIA", "AU"},
    {"NEW ZEALAND", "NZ"},
    {"IRELAND", "IE"},
    {"GERMANY", "DE"},
    {"DEUTSCHLAND", "DE"},
    {"FRANCE", "FR"},
    {"SPAIN", "ES"},
    {"ITALY", "IT"},
    {"NETHERLANDS", "NL"},
    {"THE NETHERLANDS", "NL"},
    {"BELGIUM", "BE"},
    {"SWITZERLAND", "CH"},
    {"AUSTRIA", "AT"},
    {"SWEDEN", "SE"},
    {"NORWAY", "NO"},
    {"DENMARK", "DK"},
    {"FINLAND", "FI"},
    {"POLAND", "PL"},
    {"PORTUGAL", "PT"},
    {"MEXICO", "MX"},
    {"BRAZIL", "BR"},
    {"INDIA", "IN"},
    {"JAPAN", "JP"},
    {"SINGAPORE", "SG"},
    {"SOUTH AFRICA", "ZA"},
    {"PUERTO RICO", "PR"},
    {"PHILIPPINES", "PH"},
};

// Upper case, without dots and outer blanks.
std::string tidy(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '.') out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  out.erase(0, std::min(out.find_first_not_of(" \t\r\n"), out.size()));
  out.erase(out.find_last_not_of(" \t\r\n") + 1);
  return out;
}

}  // namespace

std::optional<std::string> country_from(std::string_view text) {
  const std::string word = tidy(text);
  if (is_country(word)) return word;
  if (word.size() == 3) {
    for (size_t at = 0; at < kThreeLetters.size(); at += 6) {
      if (kThreeLetters.substr(at, 3) == word) return std::string(kThreeLetters.substr(at + 3, 2));
    }
  }
  for (const auto& [name, code] : kNames) {
    if (name == word) return std::string(code);
  }
  return std::nullopt;
}

}  // namespace tidings::flow
