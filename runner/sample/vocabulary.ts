/** The words that the sample's people, places and songs are made of. All invented, or common names. */

export const WOMEN = list(
  "Ada Amara Beatrix Carmen Celia Dalia Edith Elin Fatima Greta Hana Ines Iris Jolene Katja Lena " +
    "Lucia Mabel Maren Nadia Noor Odile Paloma Petra Ronja Sanna Selma Tamsin Thea Uma Vera Wilma " +
    "Yara Zelda",
  " ",
);

export const MEN = list(
  "Abel Anton Bruno Caspar Cyrus Darius Edgar Emil Fabian Felix Gustav Hugo Idris Ivo Jonas Kaspar " +
    "Lars Leon Magnus Milo Nils Omar Oskar Pavel Quentin Rafael Rune Silas Tariq Theo Viktor Wendel " +
    "Yusuf Zeno",
  " ",
);

export const LAST_NAMES = list(
  "Abernathy Alder Ashgrove Barrow Bellweather Birch Brightwater Calloway Castellan Crane Dunmore " +
    "Eastlake Elmhurst Fairweather Fenwick Garland Greenleaf Hartwell Holloway Ironside Juniper " +
    "Kestrel Kirkwood Larkspur Lindqvist Marlowe Merriweather Nightingale Norwood O'Dell Oakes " +
    "Pemberton Quill Ravensworth Redfern Rowan Sandoval Silverman Thackeray Thornbury Underwood " +
    "Vance Whitlock Winterbourne Yarrow",
  " ",
);

export const PLACES = list(
  "Alderport-Finch Bay, CA|Amberfield, OH|Ashmoor-Little Vale, NY-NJ|Bellhaven, FL|Birchwater, MN|" +
    "Blue Mesa-Sandrock, AZ|Cedar Hollow, TN|Clearbrook-Stillford, TX|Copper Falls, MT|" +
    "Crownpoint, GA|Duskwood, OR|Eastmarch-Holm, PA|Elder Springs, CO|Fairhaven-Port Lyle, WA|" +
    "Foxglove, KY|Granite Bay-Norhill, NH|Greywater, MI|Harrowgate, IL|Highmeadow-Low Ferry, IN-MI|" +
    "Juniper Flats, NM|Kingsferry, LA|Lakemont-Summerset, WI|Larkfield, IA|Maplewick, VT|" +
    "Millrace Junction, NC|New Tarrow, SC|Northwind-Kettle, ND-MN|Oldbridge, VA-MD|" +
    "Pinecrest-Arrow Lake, ID|Quarry Hill, MO|Redcliff, UT|Rivermouth-St. Amery, MS|Saltmarsh, DE|" +
    "Silver Junction, NV|Southbank-Marrow, AL|Stonebridge, MA-CT|Thistledown, KS|" +
    "Three Rivers-Ostler, AR|Westering, OK|Windmere, NE",
  "|",
);

/** Browsers as they name themselves. Most arrive with quotation marks around them, Firefox without. */
export const USER_AGENTS = [
  '"Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/36.0.1985.125 Safari/537.36"',
  '"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_4) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/36.0.1985.125 Safari/537.36"',
  '"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_4) AppleWebKit/537.78.2 (KHTML, like Gecko) Version/7.0.6 Safari/537.78.2"',
  "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:31.0) Gecko/20100101 Firefox/31.0",
  '"Mozilla/5.0 (iPhone; CPU iPhone OS 7_1_2 like Mac OS X) AppleWebKit/537.51.2 (KHTML, like Gecko) Version/7.0 Mobile/11D257 Safari/9537.53"',
  '"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/37.0.2062.94 Safari/537.36"',
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.9; rv:31.0) Gecko/20100101 Firefox/31.0",
  '"Mozilla/5.0 (Windows NT 6.3; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/37.0.2062.103 Safari/537.36"',
] as const;

export const ADJECTIVES = list(
  "Amber Borrowed Broken Cobalt Crooked Distant Electric Faded Feral Gentle Golden Hollow Hungry " +
    "Idle Jagged Last Lonesome Lucky Magnetic Midnight Neon Paper Quiet Restless Rusty Second Silver " +
    "Slow Stolen Tender Velvet Wandering Wild",
  " ",
);

export const NOUNS = list(
  "Anchor Avenue Balloon Bridge Candle Carousel Comet Compass Engine Falcon Garden Harbor Highway " +
    "Horizon Kingdom Ladder Lantern Letter Machine Meadow Mirror Motel Mountain Orchard Parade Piano " +
    "Planet Radio River Rocket Shadow Signal Station Summer Thunder Tiger Tram Umbrella Valley " +
    "Window Winter",
  " ",
);

export const VERBS = list(
  "Burn|Call|Carry|Chase|Count|Cross|Dance to|Drive|Follow|Forget|Hold|Keep|Leave|Paint|Ride|" +
    "Run from|Sing to|Steal|Wake|Walk to",
  "|",
);

export const ACCENTED = list("Zoë Mañana Crème Åsa Über Señor Café Łódź Fjærland Coração", " ");

export const TITLE_ENDINGS = list(
  "(Album Version)|(Live)|(Remastered)|[Acoustic]|/ Interlude|(LP Version)",
  "|",
);

function list(words: string, separator: string): readonly string[] {
  return words.split(separator);
}
