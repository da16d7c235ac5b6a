// Vendure's order calculator with its own promotions, actions and conditions, no server and no database: what would be
// read from tables (the zone, the tax rate of 0, what range a product is of) is answered from memory, as its caches do.
// Reads {offers, products, baskets, rounds} from standard input, writes {totals, rate}.
require('reflect-metadata');
const vendure = require('@vendure/core');
const { OrderCalculator } = require('@vendure/core/dist/service/helpers/order-calculator/order-calculator');
const { FacetValueChecker } = require('@vendure/core/dist/service/helpers/facet-value-checker/facet-value-checker');
const { CacheService } = require('@vendure/core/dist/cache/cache.service');
const { RequestContextCacheService } = require('@vendure/core/dist/cache/request-context-cache.service');

const arg = (name, value) => ({ name, value: String(value) });
const rangeId = range => `range-${range}`;

function services(products) {
    const config = vendure.defaultConfig;
    const cache = new CacheService({ ...config, systemOptions: config.systemOptions });
    const variants = { findOne: async ({ where }) => products.get(where.id) };
    const checker = new FacetValueChecker({ getRepository: () => variants }, cache, undefined);
    const injector = { get: () => checker };
    const zone = new vendure.Zone({ id: 'zone', members: [] });
    const rate = new vendure.TaxRate({ id: 'tax', name: 'none', value: 0, enabled: true, categoryId: 'goods' });
    const calculator = new OrderCalculator(
        config,
        { getAllWithMembers: async () => [zone] },
        { getApplicableTaxRate: async () => rate },
        { findOne: async () => undefined },
        { getEligibleShippingMethods: async () => [] },
        new RequestContextCacheService(),
    );
    for (const one of [...config.promotionOptions.promotionActions, ...config.promotionOptions.promotionConditions]) {
        if (one.init) one.init(injector);
    }
    return { calculator, zone };
}

// How each of the offers is written in Vendure's own terms.
function written(offer, variantsOf) {
    if (offer.kind === 'range') {
        const args = [arg('discount', offer.rate), arg('facets', JSON.stringify([rangeId(offer.range)]))];
        return { conditions: [], actions: [{ code: 'facet_based_discount', args }] };
    }
    if (offer.kind === 'get') {
        const those = JSON.stringify(variantsOf(offer.range));
        const args = [arg('amountX', 3), arg('variantIdsX', those), arg('amountY', 1), arg('variantIdsY', those)];
        return { conditions: [{ code: 'buy_x_get_y_free', args }], actions: [{ code: 'buy_x_get_y_free', args: [] }] };
    }
    const conditions = [
        { code: 'minimum_order_amount', args: [arg('amount', offer.least), arg('taxInclusive', false)] },
    ];
    if (offer.kind === 'amount') {
        return { conditions, actions: [{ code: 'order_fixed_discount', args: [arg('discount', offer.off)] }] };
    }
    return { conditions, actions: [{ code: 'order_percentage_discount', args: [arg('discount', offer.rate)] }] };
}

function orderOf(basket, number, products) {
    const lines = basket.map(
        (item, n) =>
            new vendure.OrderLine({
                id: `${number}-${n}`, quantity: item.quantity, orderPlacedQuantity: 0, adjustments: [], taxLines: [],
                listPrice: item.price, listPriceIncludesTax: false, initialListPrice: item.price,
                taxCategoryId: 'goods', productVariant: products.get(`P${item.product}`),
            }),
    );
    return new vendure.Order({
        id: String(number), code: String(number), lines, surcharges: [], shippingLines: [], couponCodes: [],
        promotions: [], modifications: [], active: true,
    });
}

function shop(load) {
    const products = new Map();
    for (const [product, range] of load.products) {
        const value = new vendure.FacetValue({ id: rangeId(range) });
        const parent = new vendure.Product({ id: `p${product}`, facetValues: [] });
        const id = `P${product}`;
        products.set(id, new vendure.ProductVariant({ id, product: parent, facetValues: [value] }));
    }
    const variantsOf = range => load.products.filter(one => one[1] === range).map(one => `P${one[0]}`);
    const promotions = load.offers.map(
        (offer, n) =>
            new vendure.Promotion({
                id: String(n), translations: [], name: offer.id, enabled: true, priorityScore: n,
                ...written(offer, variantsOf),
            }),
    );
    return { products, promotions };
}

async function main(load) {
    const { products, promotions } = shop(load);
    const { calculator, zone } = services(products);
    const channel = new vendure.Channel({
        id: 'channel', code: 'channel', pricesIncludeTax: false, defaultTaxZone: zone, defaultTaxZoneId: 'zone',
    });
    const ctx = () => new vendure.RequestContext({
        apiType: 'shop', channel, authorizedAsOwnerOnly: false, isAuthorized: true, languageCode: 'en',
    });
    let rate = 0;
    let totals;
    for (let round = 0; round < load.rounds; round++) {
        const orders = load.baskets.map((basket, n) => orderOf(basket, n, products));
        const contexts = orders.map(ctx);
        const began = process.hrtime.bigint();
        const busy = process.cpuUsage();
        for (let n = 0; n < orders.length; n++) {
            await calculator.applyPriceAdjustments(contexts[n], orders[n], promotions, orders[n].lines);
        }
        const used = process.cpuUsage(busy);
        // Its helpers' threads count for processor time; where the clock says less, that is what it took.
        const seconds = Math.min(Number(process.hrtime.bigint() - began) / 1e9, (used.user + used.system) / 1e6);
        rate = Math.max(rate, orders.length / seconds);
        totals = orders.map(order => order.subTotal);
    }
    process.stdout.write(`${JSON.stringify({ totals, rate })}\n`);
    process.exit(0);
}

let text = '';
process.stdin.on('data', piece => (text += piece));
process.stdin.on('end', () => main(JSON.parse(text)));
